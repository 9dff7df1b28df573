"""The demo at a moment: the same data, ids and answers in every run, whatever the folder and the process."""

import json
from pathlib import Path

import orjson
import pytest

from api.opening import house, opened
from api.serving import identity_of
from api.tokens.demo import demo_key, mint
from schema.execute import execute
from tests.e2e.demos import NOW, fixtures, tonghu

pytestmark = pytest.mark.debian

SNAPSHOT = """query Snapshot {
  myDay { on }
  children(first: 100) {
    totalCount
    edges { cursor node {
      id version name birthDate residentId division { code } school { id } classes prospective categories keyReasons
      riskLevel nextContactDue nextVisitDue overdue ruleVersion createdAt updatedAt masked viewerCan
      household { id } guardians { id name phone residentId away { since purpose } } benefits { id kind }
      visits(first: 10) { edges { cursor node { id occurredAt mode problems recordedAt countsAs } } }
      duties(first: 10) { nodes { id kind status dueAt reasons citation } }
    } }
  }
  reports(first: 10) { nodes { id stage narrative recipients { recipient dueAt sentAt citation } } }
  duties(first: 100) { edges { cursor node { id kind status dueAt responsible { id } } } }
  needs(first: 10) { nodes { id kind status } }
  trainees(first: 10) { nodes { id name trainings { id heldOn } } }
  organisations(first: 20) { nodes { id name kind } }
  submissions(first: 100) { edges { cursor node { id kind status dueOn } } }
  screeningRounds(first: 10) { nodes { id } }
  statistics(input: {measures: [CHILDREN, DUTIES_OVERDUE], by: [CLASS]}) { cells { keys measure value suppressed } }
  alerts(first: 100) { nodes { id sequence kind severity summary occurredAt } }
}"""


async def test_two_fresh_demos_of_a_moment_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHU_NOW", NOW)
    told, answers = [], []
    for number in ("1", "2"):
        data = tmp_path / number
        told.append(fixtures(data, PYTHONHASHSEED=number))
        answers.append([await _answer(data, "county@fujian", "fujian"), await _answer(data, "director@jilin", "jilin")])
    assert told[0] == told[1]
    assert answers[0] == answers[1]
    assert all(b'"errors"' not in answer for answer in answers[0])
    found = json.loads(told[0])
    assert found["now"] == "2026-03-01T08:00:00+08:00"
    assert found["personas"].keys() >= {"director@fujian", "county@shangri-la", "partner@jilin", "province@yunnan"}
    ids = found["personas"]["director@fujian"]["ids"]
    assert ids.keys() >= {"tenant", "child", "guardian", "household", "visit", "duty", "report", "trainee", "alert"}
    assert "child" not in found["personas"]["province@fujian"]["ids"]
    checked = tonghu("demo", "--check", data=tmp_path / "1").splitlines()
    assert [line.split(":")[0] for line in checked if ": ok (" in line] == ["shanxi", "yunnan", "jilin", "fujian"]


async def _answer(data: Path, subject: str, code: str) -> bytes:
    """Ask for the snapshot as somebody."""
    with opened(data) as place:
        async with house(place) as house_:
            token = mint(demo_key(data), subject, tenant=code, now=house_.clock())
            caller = await identity_of(house_, place.settings).caller(token)
            tenant = await house_.tenant(code)
            return orjson.dumps(await execute(house_, tenant, caller, SNAPSHOT))
