"""Clients that no one here wrote, in the small apps that the documentation shows, against a running demo."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.e2e.conftest import npm
from tests.e2e.demos import NOW, Demo, surroundings, tonghu
from tests.support.line import line

pytestmark = pytest.mark.debian
DIRECTOR, COUNTY = "director@fujian", "county@fujian"
_PATIENCE = 30.0  # seconds for what takes one or two

PAGE = "query($first: Int!) { children(first: $first, orderBy: RISK_THEN_DUE) { totalCount nodes { id } } }"
BY_ID = "query($first: Int!) { children(first: $first) { nodes { id masked } } }"
VISITS = "query($id: ID!) { child(id: $id) { visits(first: 100) { nodes { id } } } }"
REPORTS = "{ reports(first: 100) { nodes { id recipients { acknowledgedAt } } } }"
ALERTS = "query($where: AlertWhere) { alerts(first: 100, where: $where) { nodes { sequence } } }"
FILE = "mutation($input: FileReportInput!) { fileReport(input: $input) { report { id } userErrors { message } } }"
FILED = {"kinds": ["REPORT_FILED", "REPORT_ADDRESSED"]}


@dataclass(frozen=True)
class Desk:
    """Asks the demo directly, to judge what a client made of its answers."""

    demo: Demo
    tokens: dict[str, str]

    async def ask(self, subject: str, query: str, **variables: Any) -> Any:
        headers = {"authorization": f"Bearer {self.tokens[subject]}"}
        body = {"query": query, "variables": variables}
        async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
            answer = (await client.post(f"{self.demo.address}/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def surroundings(self, subject: str, port: int) -> dict[str, str]:
        url = f"http://127.0.0.1:{port}/graphql"
        return surroundings() | {"TONGHU_URL": url, "TONGHU_TOKEN": self.tokens[subject]}


@pytest.fixture(scope="session")
def desk(demo: Demo) -> Desk:
    return Desk(demo, {subject: demo.token(subject) for subject in (DIRECTOR, COUNTY)})


@asynccontextmanager
async def app(desk: Desk, subject: str, *words: str | Path, port: int | None = None) -> AsyncIterator[Any]:
    """Run an app as somebody, over the given port; ends it if it is still there."""
    process = await asyncio.create_subprocess_exec(
        *words, env=desk.surroundings(subject, port or desk.demo.port), stdout=-1, stderr=-1
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def told(desk: Desk, subject: str, *words: str | Path) -> dict[str, Any]:
    """Run an app to its end; gives everything that its lines say."""
    async with app(desk, subject, *words) as process:
        out, err = await asyncio.wait_for(process.communicate(), _PATIENCE)
    assert process.returncode == 0, err.decode()
    said: dict[str, Any] = {}
    for text in out.decode().splitlines():
        said |= json.loads(text)
    return said


def wrong(faults: list[dict[str, Any]]) -> None:
    """Expect the fault of a page that is too large, with what support asks for."""
    (fault,) = faults
    assert fault["code"] == "BAD_USER_INPUT"
    assert "100" in fault["message"]
    assert fault["requestId"]


async def test_every_document_has_types_under_the_strictest_rules(examples: Path, node: Path) -> None:
    npm(node, examples, "check")


async def test_a_document_that_the_schema_does_not_know_has_none(examples: Path, node: Path, tmp_path: Path) -> None:
    bad = examples / "apollo" / "wrong.ts"
    bad.write_text('import { graphql } from "../gql/index.ts";\nexport const W = graphql(`query W { chldren }`);\n')
    try:
        with pytest.raises(AssertionError, match="chldren"):
            npm(node, examples, "generate")
    finally:
        bad.unlink()
        npm(node, examples, "generate")


async def test_the_manifest_of_documents_is_one_that_a_tenant_trusts(desk: Desk, examples: Path) -> None:
    manifest = examples / "gql" / "persisted-documents.json"
    tonghu("schema", "documents", "add", "fujian", str(manifest), data=desk.demo.data)
    trusted = tonghu("schema", "documents", "list", "fujian", data=desk.demo.data)
    documents: dict[str, str] = json.loads(manifest.read_text())
    assert any("mutation RecordVisit" in text for text in documents.values())
    assert all(key.removeprefix("sha256:") in trusted for key in documents)


async def test_apollo_pages_writes_and_is_refused(desk: Desk, examples: Path, node: Path) -> None:
    page = (await desk.ask(DIRECTOR, PAGE, first=4))["children"]
    ids = [child["id"] for child in page["nodes"]]
    said = await told(desk, DIRECTOR, node, examples / "apollo" / "run.ts", "day")
    assert said["page"] == ids[:2]
    assert (said["more"], said["total"]) == (ids, page["totalCount"])
    assert said["residentId"].endswith(("************（部分隐藏）", "（无权查看）"))
    (visit,) = said["visit"]
    assert said["again"] == [visit] == [said["inList"]] == [said["inFile"]]
    kept = (await desk.ask(DIRECTOR, VISITS, id=ids[0]))["child"]["visits"]["nodes"]
    assert kept[0]["id"] == visit
    assert said["warnings"]
    (refused,) = said["refused"]
    assert refused.startswith("occurredAt: ")
    wrong(said["faults"])


async def test_urql_pages_writes_and_is_refused(desk: Desk, examples: Path, node: Path) -> None:
    said = await told(desk, COUNTY, node, examples / "urql" / "run.ts", "day")
    kept = (await desk.ask(COUNTY, REPORTS))["reports"]["nodes"]
    assert said["reports"] == [report["id"] for report in kept]
    assert said["narrative"]
    assert said["acknowledged"] == said["again"]
    acknowledged = [one["acknowledgedAt"] for report in kept for one in report["recipients"]]
    assert said["acknowledged"] in acknowledged
    (refused,) = said["refused"]
    assert refused.startswith("reportId: ")
    wrong(said["faults"])


async def test_relay_pages_a_fragment(desk: Desk, examples: Path, node: Path) -> None:
    for child in (await desk.ask(DIRECTOR, PAGE, first=4))["children"]["nodes"]:
        kept = (await desk.ask(DIRECTOR, VISITS, id=child["id"]))["child"]["visits"]["nodes"]
        if len(kept) > 2:
            break
    else:
        raise AssertionError("no child of the director's was visited more than twice")
    said = await told(desk, DIRECTOR, node, examples / "relay" / "run.ts", child["id"])
    assert said["visits"] == [visit["id"] for visit in kept]


async def test_python_pages_writes_and_is_refused(desk: Desk, examples: Path) -> None:
    page = (await desk.ask(DIRECTOR, BY_ID, first=100))["children"]["nodes"]
    said = await told(desk, DIRECTOR, sys.executable, examples / "python" / "reports.py")
    assert said["children"] == [child["id"] for child in page]
    assert said["masked"] == page[0]["masked"]
    assert said["report"] == said["again"]
    assert said["dueAt"] >= NOW[:10]
    (refused,) = said["refused"]
    assert refused.startswith("division: ")
    wrong(said["faults"])


@pytest.mark.parametrize("client", ["apollo", "urql", "python"])
async def test_alerts_come_each_once_over_a_lost_line(desk: Desk, examples: Path, node: Path, client: str) -> None:
    words: list[str | Path] = [node, examples / client / "run.ts", "alerts"]
    if client == "python":
        words = [sys.executable, examples / "python" / "alerts.py"]
    heard: list[int] = []

    async def listen(output: asyncio.StreamReader) -> None:
        while text := await output.readline():
            heard.append(int(json.loads(text)["sequence"]))

    async with line(desk.demo.port) as way, app(desk, COUNTY, *words, port=way.port) as process:
        listening = asyncio.create_task(listen(process.stdout))
        while not heard:  # whenever it was that the client began
            await _file(desk)
            await asyncio.sleep(0.5)
        await way.cut()
        await _file(desk)
        await asyncio.sleep(1)
        await way.mend()
        await _file(desk)
        async with asyncio.timeout(_PATIENCE):
            kept, before = list[int](), list[int]()
            while not kept or kept != before or len(heard) < len(kept):  # until no more are numbered
                before, kept = kept, await _kept(desk, since=heard[0], only=client == "urql")
                await asyncio.sleep(0.5)  # in which a double would come
        listening.cancel()
    assert heard == kept


async def _file(desk: Desk) -> None:
    """File a report from the director's village."""
    (child,) = (await desk.ask(DIRECTOR, BY_ID, first=1))["children"]["nodes"]
    filed = {
        "childIds": [child["id"]],
        "circumstance": "CHILD_LIVING_ALONE",
        "discoveredAt": NOW,
        "division": "350125100001",
        "narrative": "邻居来电",
        "reporterKind": "CHILD_DIRECTOR",
        "idempotencyKey": str(uuid4()),
    }
    payload = (await desk.ask(DIRECTOR, FILE, input=filed))["fileReport"]
    assert payload["userErrors"] == []


async def _kept(desk: Desk, *, since: int, only: bool) -> list[int]:
    """Give the log's sequences in their order, from one on; `only` those of reports."""
    nodes = (await desk.ask(COUNTY, ALERTS, where=FILED if only else None))["alerts"]["nodes"]
    return sorted(number for node in nodes if (number := int(node["sequence"])) >= since)


async def test_the_client_of_graphql_sse_reads_answers_and_alerts(desk: Desk, clients: Path, node: Path) -> None:
    await _file(desk)
    url, token = f"{desk.demo.address}/graphql", desk.tokens[COUNTY]
    async with app(desk, COUNTY, node, clients / "events.mjs", url, token) as process:
        out, err = await asyncio.wait_for(process.communicate(), _PATIENCE)
    assert process.returncode == 0, err.decode()
    answer, alert = (json.loads(text) for text in out.decode().splitlines())
    assert answer == {"data": {"viewer": {"subject": COUNTY}}}
    assert int(alert["data"]["alerts"]["sequence"]) > 0
