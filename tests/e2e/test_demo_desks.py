"""`tonghu demo --desks fujian`: a report that is filed through the API is taken and accepted by both fake desks."""

import time
from typing import Any

import httpx2
import pytest

from api.demo.places import PLACES
from tests.e2e.demos import NOW, Demo

pytestmark = pytest.mark.debian  # with the other tests that need the whole demo

FILE = "mutation($input: FileReportInput!) { fileReport(input: $input) { report { id } userErrors { message } } }"
ASKED = "query($id: ID!) { node(id: $id) { ... on Report { recipients { recipient acknowledgedAt outcome } } } }"


def test_both_desks_answer(demo: Demo) -> None:
    headers = {"authorization": f"Bearer {demo.token('director@fujian')}"}

    def ask(document: str, **variables: Any) -> Any:
        asked = {"query": document, "variables": variables}
        answer = httpx2.post(f"{demo.address}/graphql", json=asked, headers=headers, trust_env=False).json()
        assert "errors" not in answer, answer
        return answer["data"]

    village = next(place.villages[0] for place in PLACES if place.label == "fujian")
    told = {
        "circumstance": "SCHOOL_DROPOUT",
        "discoveredAt": NOW,
        "division": str(village),
        "narrative": "开学后未到校",
        "reporterKind": "CHILD_DIRECTOR",
    }
    filed = ask(FILE, input=told)["fileReport"]
    assert filed["userErrors"] == []
    waiting = {"POLICE", "EDUCATION"}
    deadline = time.monotonic() + 60
    while waiting:
        assert time.monotonic() < deadline, demo.output.read_text()
        time.sleep(0.5)
        recipients = ask(ASKED, id=filed["report"]["id"])["node"]["recipients"]
        waiting -= {one["recipient"] for one in recipients if one["acknowledgedAt"] is not None}
    said = demo.output.read_text()
    assert f"education-desk@fujian: JY-{filed['report']['id'][-8:].upper()} SCHOOL_DROPOUT" in said
