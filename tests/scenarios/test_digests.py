"""A digest a day for each director and supervisor, with numbers alone; what was read is each person's own mark."""

from typing import Any

import pytest

from alerts.retention import keep_reads
from care.actions.make_digests import make_digests
from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.alerting import number
from tests.support.climbing import rounds
from tests.support.reporting import employed, file
from tests.support.scenes import Scene

DIGESTS = """query { digests { totalCount nodes { id day division { code } dueToday overdue upcoming overdueBelow
  reportsWaiting escalated agreementsEnding } } }"""
ALERTS = """query($where: AlertWhere) { alerts(where: $where) { totalCount nodes {
  id sequence kind read subject { __typename ... on Digest { overdue } } } } }"""
MARK = """mutation($input: MarkAlertsReadInput!) { markAlertsRead(input: $input) {
  alerts { id read } userErrors { code path message } } }"""
SET = """mutation($input: SetAlertSettingsInput!) { setAlertSettings(input: $input) {
  alertSettings { quietFromHour quietUntilHour digestHour setBy } userErrors { code path message } } }"""
NUMBERS = ("dueToday", "overdue", "upcoming", "overdueBelow", "reportsWaiting", "escalated", "agreementsEnding")


async def made(here: Scene, day: str, clock: str = "09:00", size: int = 200) -> int:
    """Let the worker make digests at a moment of the scene; what it announces is numbered."""
    here.at(day, clock)
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        done = await make_digests(work, size=size)
    await number(here)
    return done


async def digests(here: Scene, who: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.ask(DIGESTS, who))["digests"]["nodes"]
    return found


def numbers(one: dict[str, Any]) -> dict[str, int]:
    return {name: one[name] for name in NUMBERS if one[name]}


async def read(here: Scene, who: Role | Caller, **where: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await here.ask(ALERTS, who, where=where or None))["alerts"]
    return found


async def mark(here: Scene, who: Role | Caller, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await here.ask(MARK, who, input=given))["markAlertsRead"]
    return found


async def test_a_director_and_a_supervisor_get_their_own_numbers_once_a_day(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    director, supervisor = await employed(here, Role.CHILD_DIRECTOR), await employed(here, Role.CHILD_SUPERVISOR)
    elsewhere = await employed(here, Role.CHILD_DIRECTOR, place=here.village + 1, subject="next@shanxi")
    child = await here.register()
    here.at("2026-01-31")
    await here.visit(child, "2026-01-31")
    assert await made(here, "2026-02-28", "07:59") == 0
    assert await made(here, "2026-02-28", "08:00") == 3
    assert await made(here, "2026-02-28", "20:00") == 0
    (first,) = await digests(here, director)
    assert (first["day"], first["division"]["code"]) == ("2026-02-28", str(here.village))
    assert numbers(first) == {"dueToday": 1}
    assert [numbers(one) for one in await digests(here, supervisor)] == [{}]
    assert [numbers(one) for one in await digests(here, elsewhere)] == [{}]

    here.at("2026-03-03", "08:30")
    nurse = await employed(here, Role.REPORTER, subject="nurse@shanxi")
    await file(here, "CHILD_MISSING", "2026-03-03T08:30", nurse, reporterKind="MEDICAL_INSTITUTION")
    await rounds(here, "2026-03-04", "08:10")
    assert await made(here, "2026-03-04", "08:30", size=2) == 2
    assert await made(here, "2026-03-04", "08:30", size=2) == 1
    third = (await digests(here, director))[0]
    assert numbers(third) == {"overdue": 1, "escalated": 1}
    # What the supervisor has to accept, and what its directors let lie; no report is in a director's numbers.
    told = numbers((await digests(here, supervisor))[0])
    assert (told["overdueBelow"], told["reportsWaiting"] >= 1, told["escalated"] >= 2) == (1, True, True)
    assert (await here.ask(DIGESTS, Role.COUNTY_OFFICER))["digests"]["nodes"] == []


async def test_a_digest_is_announced_to_its_person_alone(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    director = await employed(here, Role.CHILD_DIRECTOR)
    colleague = await employed(here, Role.CHILD_DIRECTOR, subject="colleague@shanxi")
    assert await made(here, "2026-01-03") == 2
    where = {"kinds": ["DAILY_DIGEST"]}
    (mine,), (theirs,) = [(await read(here, who, **where))["nodes"] for who in (director, colleague)]
    assert mine["subject"] == {"__typename": "Digest", "overdue": 0}
    assert mine["id"] != theirs["id"]
    for who in (Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER, Role.PROVINCE_OFFICER):
        assert (await read(here, who, **where))["nodes"] == []
    (key,) = [one["id"] for one in await digests(here, director)]
    hidden = await here.ask("query($id: ID!) { node(id: $id) { id } }", colleague, id=key)
    assert hidden == {"node": None}


async def test_each_person_marks_its_own_alerts_as_read(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    for name in ("甲一一", "乙二二", "丙三三"):
        await here.register(name=name, birthDate="2014-02-03")
    await number(here)
    found = (await read(here, Role.CHILD_DIRECTOR, kinds=["CHILD_REGISTERED"]))["nodes"]
    assert [one["read"] for one in found] == [False] * 3
    marked = await mark(here, Role.CHILD_DIRECTOR, alertIds=[found[0]["id"]])
    assert (marked["alerts"], marked["userErrors"]) == ([{"id": found[0]["id"], "read": True}], [])
    unread = await read(here, Role.CHILD_DIRECTOR, kinds=["CHILD_REGISTERED"], unread=True)
    assert (unread["totalCount"], [one["id"] for one in unread["nodes"]]) == (2, [one["id"] for one in found[1:]])
    # The number before the last: what came later stays new, and so does all of it for everybody else.
    await mark(here, Role.CHILD_DIRECTOR, upTo=found[1]["sequence"])
    assert (await read(here, Role.CHILD_DIRECTOR, unread=True))["nodes"] == []
    assert (await read(here, Role.CHILD_DIRECTOR, unread=False))["totalCount"] == len(
        (await read(here, Role.CHILD_DIRECTOR))["nodes"]
    )
    assert (await read(here, Role.COUNTY_OFFICER, kinds=["CHILD_REGISTERED"], unread=True))["totalCount"] == 3
    await here.register(name="丁四四", birthDate="2014-02-03")
    await number(here)
    assert len((await read(here, Role.CHILD_DIRECTOR, kinds=["CHILD_REGISTERED"], unread=True))["nodes"]) == 1
    # A lower number takes nothing back, and one that was not given yet marks nothing that is to come.
    await mark(here, Role.CHILD_DIRECTOR, upTo="1")
    await mark(here, Role.CHILD_DIRECTOR, upTo="999999")
    assert (await read(here, Role.CHILD_DIRECTOR, unread=True))["nodes"] == []
    await here.register(name="戊五五", birthDate="2014-02-03")
    await number(here)
    assert (await read(here, Role.CHILD_DIRECTOR, unread=True))["nodes"] != []


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({}, "REQUIRED", ["alertIds"]),
        ({"upTo": "-1"}, "BAD_USER_INPUT", ["upTo"]),
        ({"upTo": "１"}, "BAD_USER_INPUT", ["upTo"]),
        ({"alertIds": ["x"] * 101}, "BAD_USER_INPUT", ["alertIds"]),
    ],
    ids=["nothing", "negative", "wide digit", "too many"],
)
async def test_marks_that_mean_nothing_are_refused(scene: Stage, given: dict[str, Any], code: str, path: Any) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    refused = await mark(here, Role.CHILD_DIRECTOR, **given)
    assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [(code, path)]


async def test_an_alert_that_is_hidden_is_as_one_that_is_not_there(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    await here.register()
    await number(here)
    (one, *_) = (await read(here, Role.CHILD_DIRECTOR))["nodes"]
    stranger = here.caller(Role.CHILD_DIRECTOR, here.village + 1, subject="stranger@fujian")
    for key in (one["id"], "alert_00000000-0000-7000-8000-000000000000", "x"):
        assert await mark(here, stranger, alertIds=[key]) == {"alerts": [], "userErrors": []}


async def test_the_administrator_sets_the_hours(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    await employed(here, Role.CHILD_DIRECTOR)
    hours = {"quietFromHour": 23, "quietUntilHour": 5, "digestHour": 6}
    refused = (await here.ask(SET, Role.COUNTY_OFFICER, input=hours))["setAlertSettings"]
    assert [one["code"] for one in refused["userErrors"]] == ["FORBIDDEN"]
    wrong = (await here.ask(SET, Role.TENANT_ADMIN, input={**hours, "digestHour": 24}))["setAlertSettings"]
    assert [(one["code"], one["path"]) for one in wrong["userErrors"]] == [("BAD_USER_INPUT", ["digestHour"])]
    assert (await here.ask("query { alertSettings { digestHour } }"))["alertSettings"] is None
    done = (await here.ask(SET, Role.TENANT_ADMIN, input=hours))["setAlertSettings"]
    assert done["alertSettings"] == {**hours, "setBy": "tenant_admin@shanxi"}
    assert (await here.ask("query { alertSettings { digestHour } }"))["alertSettings"] == {"digestHour": 6}
    assert await made(here, "2026-01-03", "06:00") == 1


async def test_digests_and_marks_go_with_the_log(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    director = await employed(here, Role.CHILD_DIRECTOR)
    assert await made(here, "2026-01-03") == 1
    (one, *_) = (await read(here, director))["nodes"]
    await mark(here, director, alertIds=[one["id"]])
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    here.at("2026-04-03")
    async with here.house.work(tenant) as work:
        assert await keep_reads(work, 90) == 0
    here.at("2026-04-04")
    async with here.house.work(tenant) as work:
        assert await keep_reads(work, 90) == 1
    assert await digests(here, director) == []
