"""Broken glass: one child, named classes, a few hours, told to its owners, and judged by somebody else."""

from dataclasses import replace
from typing import Any

import pytest

from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.entrusting import list_for
from tests.support.glass import BREAK, NUMBER, REVIEW, by_hand, codes, family, queue, reveal, send, trail
from tests.support.scenes import Scene

OTHER_COUNTY = 350103000000
REASON = "儿童夜间走失，需联系监护人"
THROUGH = """query($id: ID!) {
  glass: childThroughGlass(id: $id) { id name residentId address mindAndBehaviour riskLevel notes fileStatus
    viewerCan masked household { id } guardians { name phone address masked } visits { nodes { id } totalCount }
    assessments { totalCount } duties { nodes { id } } needs { nodes { id } } }
  child(id: $id) { id } node(id: $id) { id } children { nodes { id } } guardians { nodes { id } } }"""


def elsewhere(here: Scene, subject: str = "night@fujian") -> Caller:
    """Give the county officer of another county."""
    return here.caller(Role.COUNTY_OFFICER, OTHER_COUNTY, subject=subject)


def centre(here: Scene) -> Caller:
    """Give somebody of a protection centre, who sees by list alone."""
    return replace(here.caller(Role.PROTECTION_CENTRE, subject="centre@fujian"), scope="{}", areas=())


async def test_named_classes_of_one_child_show_for_the_hours_and_nothing_else_ever(
    scene: Stage, theatre_url: str
) -> None:
    here = scene("fujian")
    here.at("2026-03-02", "20:00")
    ids = await family(here, address="中山路1号", mindAndBehaviour="沉默寡言")
    child = ids["child"]
    other = await here.register(name="单小红")
    for who in (elsewhere(here), centre(here)):
        nothing: dict[str, Any] = {
            "glass": None,
            "child": None,
            "node": None,
            "children": {"nodes": []},
            "guardians": {"nodes": []},
        }
        assert await here.ask(THROUGH, who, id=child) == nothing
        form = {"childId": child, "fieldClasses": ["contact", "location"], "reason": REASON, "hours": 2}
        broken = await send(here, who, BREAK, **form)
        assert broken["userErrors"] == []
        its = broken["breakGlass"]
        assert (its["fieldClasses"], its["until"]) == (["contact", "location"], "2026-03-02T22:00:00+08:00")
        assert (its["brokenBy"], its["role"], its["child"]) == (who.subject, who.role.value, None)

        seen = await here.ask(THROUGH, who, id=child)
        glass = seen.pop("glass")
        assert {"glass": None, **seen} == nothing  # it shows where it is asked for, and nowhere else
        assert (glass["id"], glass["name"], glass["address"]) == (child, "单小明", "中山路1号")
        assert (glass["residentId"], glass["mindAndBehaviour"], glass["riskLevel"]) == (None, None, None)
        assert {"residentId", "mindAndBehaviour", "riskLevel", "visits", "household", "notes"} <= set(glass["masked"])
        assert "address" not in glass["masked"]
        assert (glass["viewerCan"], glass["household"]) == ([], None)
        assert glass["visits"] == {"nodes": [], "totalCount": None}
        assert glass["assessments"] == {"totalCount": None}
        (father,) = glass["guardians"]
        assert (father["name"], father["phone"], father["address"]) == ("单大伟", "*******8642", None)
        assert "phone" in father["masked"]
        assert (await here.ask(THROUGH, who, id=other))["glass"] is None
        assert (await here.ask(THROUGH, replace(who, subject="colleague@fujian"), id=child))["glass"] is None
        another_role = here.caller(Role.COUNTY_OFFICER, OTHER_COUNTY, subject="centre@fujian")
        if who.role is Role.PROTECTION_CENTRE:
            assert (await here.ask(THROUGH, another_role, id=child))["glass"] is None

    broke = await trail(theatre_url, "breakGlass:break")
    assert [(row["subject"], row["fields"], row["reason"]) for row in broke] == [
        ("night@fujian", ["contact", "location"], REASON),
        ("centre@fujian", ["contact", "location"], REASON),
    ]
    read = await trail(theatre_url, "breakGlass:read")
    assert [(row["subject"], f"child_{row['object']}", row["fields"]) for row in read] == [
        (subject, child, ["contact", "location"]) for subject in ("night@fujian", "centre@fujian")
    ]
    told = await by_hand(theatre_url, "SELECT * FROM t_fujian.outbox WHERE kind = 'ACCESS_BROKEN_GLASS'")
    assert [(row["subject_kind"], row["division"]) for row in told] == [("breakGlass", here.village)] * 2

    here.at("2026-03-02", "22:00")
    for who in (elsewhere(here), centre(here)):
        assert (await here.ask(THROUGH, who, id=child))["glass"] is None
    assert len(await trail(theatre_url, "breakGlass:read")) == 2


async def test_hidden_classes_of_a_listed_child_open_through_the_glass_and_of_that_child_alone(scene: Stage) -> None:
    """Whoever has two children by list, and breaks the glass of one, reads no more of the other, its sibling."""
    here = scene("fujian")
    here.at("2026-03-02")
    who = centre(here)
    mine = await here.register(mindAndBehaviour="沉默寡言")
    household = (await here.ask("query($id: ID!) { child(id: $id) { household { id } } }", id=mine))["child"]
    sibling = await here.register(name="单小红", householdId=household["household"]["id"], mindAndBehaviour="活泼")
    for key in (mine, sibling):
        await list_for(here, who.subject, key)
    already = await send(here, who, BREAK, childId=mine, fieldClasses=["health"], reason=REASON)
    assert codes(already) == [("CONFLICT", ["fieldClasses"])]
    county = await send(here, Role.COUNTY_OFFICER, BREAK, childId=mine, fieldClasses=["identity"], reason=REASON)
    assert codes(county) == [("CONFLICT", ["fieldClasses"])]
    third = await here.register(name="单小刚", householdId=household["household"]["id"], mindAndBehaviour="安静")
    opened = await send(here, who, BREAK, childId=third, fieldClasses=["health", "family"], reason=REASON)
    assert opened["userErrors"] == []
    family_of = """query($id: ID!) { childThroughGlass(id: $id) { mindAndBehaviour household { children { id } }
      guardians { child { id household { children { id mindAndBehaviour } } } } } }"""
    seen = (await here.ask(family_of, who, id=third))["childThroughGlass"]
    assert (seen["mindAndBehaviour"], seen["household"]) == ("安静", None)
    listed = (await here.ask("{ children { nodes { id mindAndBehaviour } } }", who))["children"]["nodes"]
    assert {one["id"] for one in listed} == {mine, sibling}


async def test_what_is_wrong_with_the_request_is_told_together(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    who = elsewhere(here)
    form = {"childId": child, "fieldClasses": ["health", "reporter", "everything", "basic"], "reason": " ", "hours": 4}
    refused = await send(here, who, BREAK, **form)
    assert codes(refused) == [
        ("BAD_USER_INPUT", ["fieldClasses", "1"]),
        ("BAD_USER_INPUT", ["fieldClasses", "2"]),
        ("BAD_USER_INPUT", ["fieldClasses", "3"]),
        ("REQUIRED", ["reason"]),
        ("BAD_USER_INPUT", ["hours"]),
    ]
    for hours in (0, -1):
        refused = await send(here, who, BREAK, childId=child, fieldClasses=["health"], reason=REASON, hours=hours)
        assert codes(refused) == [("BAD_USER_INPUT", ["hours"])]
    none = await send(here, who, BREAK, childId=child, fieldClasses=[], reason=REASON)
    assert codes(none) == [("REQUIRED", ["fieldClasses"])]
    unknown = "child_00000000-0000-7000-8000-000000000001"
    gone = await send(here, who, BREAK, childId=unknown, fieldClasses=["health"], reason=REASON)
    assert codes(gone) == [("NOT_FOUND", ["childId"])]


@pytest.mark.parametrize(
    "role",
    [role for role in Role if role not in (Role.COUNTY_OFFICER, Role.PROTECTION_CENTRE, Role.PLATFORM_OPERATOR)],
)
async def test_roles_without_the_right_break_nothing(scene: Stage, role: Role) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    refused = await send(here, role, BREAK, childId=child, fieldClasses=["health"], reason=REASON)
    assert codes(refused) == [("FORBIDDEN", [])]
    assert (await here.ask("query($id: ID!) { childThroughGlass(id: $id) { id } }", role, id=child)) == {
        "childThroughGlass": None
    }


async def test_a_repeated_request_breaks_it_once_and_no_whole_number_comes_through_it(
    scene: Stage, theatre_url: str
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    ids = await family(here)
    who = elsewhere(here)
    form = {"childId": ids["child"], "fieldClasses": ["identity"], "reason": REASON, "idempotencyKey": "k"}
    first, second = [await send(here, who, BREAK, **form) for _ in range(2)]
    assert first == second
    assert len(await trail(theatre_url, "breakGlass:break")) == 1
    seen = (await here.ask(THROUGH, who, id=ids["child"]))["glass"]
    assert seen["residentId"] == NUMBER[:6] + "*" * 12
    assert codes(await reveal(here, who, ids["child"], "CASE_HANDLING", REASON)) == [("NOT_FOUND", ["id"])]
    link = "SELECT ground, classes, until FROM t_fujian.access_link WHERE subject = 'night@fujian'"
    (row,) = await by_hand(theatre_url, link)
    assert row["ground"] == f"breakglass:{first['breakGlass']['id'].partition('_')[2]}"
    assert row["classes"] == ["identity"]


async def test_the_queue_is_read_by_owners_and_judged_by_another_person(scene: Stage, theatre_url: str) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register(mindAndBehaviour="沉默寡言")
    who, county = elsewhere(here), Role.COUNTY_OFFICER
    broken = await send(here, who, BREAK, childId=child, fieldClasses=["health"], reason=REASON, hours=3)
    key = broken["breakGlass"]["id"]
    auditor = here.caller(Role.AUDITOR)
    for reader, reason, of in (
        (county, REASON, child),
        (auditor, REASON, None),
        (Role.CHILD_DIRECTOR, None, child),
        (Role.CHILD_SUPERVISOR, None, child),
        (who, REASON, None),
    ):
        (seen,) = await queue(here, reader, reviewed=False)
        assert (seen["id"], seen["reason"], seen["child"] and seen["child"]["id"]) == (key, reason, of)
        assert (seen["brokenBy"], "reason" in seen["masked"]) == (who.subject, reason is None)
        assert await queue(here, reader, reviewed=True) == []
    for nobody in (here.caller(county, OTHER_COUNTY), here.caller(Role.CHILD_DIRECTOR, here.village + 1), Role.SCHOOL,
                   Role.PROVINCE_OFFICER, centre(here)):  # fmt: skip
        assert await queue(here, nobody) == []

    judged = {"breakGlassId": key, "version": 1, "outcome": "NOT_JUSTIFIED", "note": "未走失，理由不实"}
    assert codes(await send(here, Role.CHILD_DIRECTOR, REVIEW, **judged)) == [("FORBIDDEN", [])]
    assert codes(await send(here, who, REVIEW, **judged)) == [("NOT_FOUND", ["breakGlassId"])]
    both = replace(here.caller(county), subject=who.subject)
    assert codes(await send(here, both, REVIEW, **judged)) == [("FORBIDDEN", ["breakGlassId"])]
    assert codes(await send(here, county, REVIEW, **{**judged, "note": " "})) == [("REQUIRED", ["note"])]
    assert codes(await send(here, county, REVIEW, **{**judged, "version": 2})) == [("CONFLICT", ["version"])]
    assert (await here.ask(THROUGH, who, id=child))["glass"]["mindAndBehaviour"] == "沉默寡言"

    done = await send(here, auditor, REVIEW, **judged)
    assert done["userErrors"] == []
    its = done["breakGlass"]
    assert (its["outcome"], its["note"], its["reviewedBy"]) == ("NOT_JUSTIFIED", judged["note"], auditor.subject)
    assert (await here.ask(THROUGH, who, id=child))["glass"] is None  # ended at once
    assert codes(await send(here, county, REVIEW, **{**judged, "version": 2})) == [("CONFLICT", ["breakGlassId"])]
    assert await queue(here, county, reviewed=False) == []
    assert [one["id"] for one in await queue(here, county, reviewed=True, child=child)] == [key]
    assert await queue(here, county, division=str(OTHER_COUNTY)) == []
    (row,) = await trail(theatre_url, "breakGlass:review")
    assert (row["subject"], row["fields"]) == (auditor.subject, ["note", "outcome"])


async def test_whoever_helps_as_a_volunteer_too_sees_nothing_of_it_there(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    await send(here, elsewhere(here), BREAK, childId=child, fieldClasses=["health"], reason=REASON)
    volunteer = replace(here.caller(Role.VOLUNTEER, subject="night@fujian"), areas=(), scope="{}")
    seen: dict[str, Any] = await here.ask(THROUGH, volunteer, id=child)
    assert (seen["glass"], seen["child"], seen["children"]["nodes"]) == (None, None, [])
