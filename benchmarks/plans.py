"""What plans cost: the memory of a process that serves with 500 of them, and how long a document takes that is new.

    uv run python benchmarks/plans.py [--documents 500] [--new-only]

Starts PostgreSQL on a folder of its own, writes 200 children with callers, runs `tonghu serve` as a process and sends
it documents of the property test's writer, each three times, by county officers. Memory is what Linux tells: resident
(VmRSS), what of that no other process has (USS), and the peak (VmHWM). A document is new when its process has not seen
it: what it takes from its text to its plan is measured in this process, in CPU, after 100 others. Prints rows of
benchmarks/RESULTS.md.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import orjson
from graphql import GraphQLError
from graphql.execution.values import VariableValues, get_variable_values

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.ports import free_port
from api.serving import settled
from api.tokens.demo import demo_key, mint
from benchmarks.peers.place import MASTER_KEY, SHANGHAI, write
from benchmarks.peers.workloads import OURS, requests
from benchmarks.processes import memory_of, peak_of, private_of
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from policies.caller import Caller
from policies.permits import permit
from policies.source import baseline
from reads.errors import BadRead
from reads.given import Given
from records.codes import Role
from schema.admission import NotAdmitted, admit
from schema.build import core
from schema.execute import built, known
from tenants import embedded
from tenants.upgrade import upgrade_platform
from tests.support.random_operations import Pool, Writer

HOST, TENANT, SEED, TIMES = "127.0.0.1", "fujian", 7, 3
COUNTY, VILLAGE = 350102000000, 350102001001
BEFORE = 100  # documents that have made a process warm
Question = tuple[str, dict[str, Any], str | None]


def written(many: int, ids: Sequence[str]) -> list[Question]:
    """Write so many documents, each with variables."""
    writer = Writer(core(built()[0]), Pool(list(ids), [VILLAGE, COUNTY, 350103000000, 350100000000]), SEED)
    texts = [writer.operation(sets=1) for _ in range(many)]
    return [(one.document, one.variables[0], None) for one in texts]


def caller(role: Role, *areas: int) -> Caller:
    """Make a caller."""
    return Caller(
        subject="one@fujian",
        name=None,
        tenant=TENANT,
        role=role,
        areas=areas,
        organisations=(),
        scope=f"{{[{areas[0]},{areas[0] + 1_000_000})}}",
        permit=permit(baseline(), role, TENANT),
        expires=datetime.now(SHANGHAI),
        language="zh",
    )


def planned(who: Caller, question: Question) -> float | None:
    """Give the milliseconds of CPU from a document's text to its plan; None where it gets none."""
    text, variables, name = question
    schema, types = built()
    began = time.process_time_ns()
    try:
        admit(who, text, variables, name)
        operation = known(text, name)
        assert operation is not None
        values = get_variable_values(core(schema), operation.node.variable_definitions or (), variables)
        if not isinstance(values, VariableValues):
            return None
        given = Given(who, who.scope, datetime.now(SHANGHAI), values)
        plan = operation.plan(given, types, core(schema), f"t_{TENANT}")
        if plan is None:
            return None
        plan.bound(given)
    except (BadRead, GraphQLError, NotAdmitted):
        return None
    return (time.process_time_ns() - began) / 1e6


def new(documents: int) -> None:
    """Measure documents that are new."""
    ids = [f"{kind}_0199a000-0000-7000-8000-00000000000a" for kind in ("child", "guardian", "visit", "duty", "trainee")]
    officer, director = caller(Role.COUNTY_OFFICER, COUNTY), caller(Role.CHILD_DIRECTOR, VILLAGE)
    random_ones = written(documents + BEFORE, ids)
    for one in random_ones[:BEFORE]:
        planned(officer, one)
    settled()
    rows: dict[str, list[float]] = {}
    for name, who, variables in (
        ("w1", director, {"id": ids[0]}),
        ("w2", officer, {"division": str(COUNTY)}),
        ("w3", officer, {"division": str(COUNTY)}),
    ):
        texts = [f"{' '.join(OURS[name].split())} #{number}" for number in range(25)]
        rows[name.upper()] = _known(planned(who, (text, variables, name.upper())) for text in texts)
    rows[f"{documents} at random"] = _known(planned(officer, one) for one in random_ones[BEFORE:])
    print("| a document that is new, ms of CPU | plans | median | p95 | most |\n|---|---|---|---|---|")
    for name, times in rows.items():
        times.sort()
        told = " | ".join(f"{times[int(len(times) * part)]:.1f}" for part in (0.5, 0.95))
        print(f"| {name} | {len(times)} | {told} | {times[-1]:.1f} |", flush=True)


def _known(times: Iterable[float | None]) -> list[float]:
    return [one for one in times if one is not None]


async def fill(url: str) -> None:
    """Write a province of 200 children."""
    now = datetime.now(SHANGHAI)
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: now, user="benchmark", code=TENANT)
    owner = await asyncpg.connect(url)
    await write(owner, TENANT, 35, 200, now)
    await owner.close()


@contextmanager
def serving(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """Serve as a process; gives its port and its number."""
    port = free_port(HOST)
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": url,
        "TONGHU_DATA_DIR": str(folder),
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_LOG_LEVEL": "error",
    }
    words = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=surroundings, cwd=Path(__file__).resolve().parents[1]) as process:
        try:
            while not _answers(port):
                time.sleep(0.1)
            yield port, process.pid
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://{HOST}:{port}/readyz", trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


async def memory(url: str, folder: Path, documents: int) -> None:
    """Measure the memory of a process as it gets plans."""
    asked = await requests(url, TENANT)
    key, now = demo_key(folder), datetime.now(SHANGHAI)
    officers = [mint(key, one.subject, tenant=TENANT, now=now) for one in asked["w2"][:80]]
    every = written(2 * documents, [str(one.variables["id"]) for one in asked["w1"][:30]])
    print("| a process that serves | resident MB | its own MB | peak MB |\n|---|---|---|---|")
    with serving(url, folder) as (port, pid):

        def told(when: str) -> None:
            held = " | ".join(f"{measure(pid):.1f}" for measure in (memory_of, private_of, peak_of))
            print(f"| {when} | {held} |", flush=True)

        told("ready")
        async with httpx2.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False, timeout=60) as client:

            async def ask(token: str, question: Question) -> None:
                text, variables, name = question
                body = orjson.dumps({"query": text, "variables": variables, "operationName": name})
                headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
                answer = await client.post("/graphql", content=body, headers=headers)
                assert answer.status_code == 200, answer.text

            for name in ("w1", "w2", "w4", "w6"):
                for one in asked[name][:30]:
                    token = mint(key, one.subject, tenant=TENANT, now=now)
                    await ask(token, (OURS[name], dict(one.variables), name.upper()))
            told("has answered W1, W2, W4 and W6 to 30 callers each")
            for half, when in enumerate((f"has {documents:,} documents more", f"has had {2 * documents:,}")):
                for number, question in enumerate(every[half * documents : (half + 1) * documents]):
                    for _ in range(TIMES):
                        await ask(officers[number % len(officers)], question)
                told(when)


def main() -> None:
    """Run it all on a folder of its own."""
    words = argparse.ArgumentParser(description="What plans cost: memory, and documents that are new")
    words.add_argument("--documents", type=int, default=500)
    words.add_argument("--new-only", action="store_true")
    given = words.parse_args()
    new(given.documents)
    if given.new_only:
        return
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(Path(made))
        try:
            asyncio.run(fill(server.dsn))
            asyncio.run(memory(server.dsn, Path(made), given.documents))
        finally:
            embedded.stop(server)


if __name__ == "__main__":
    main()
