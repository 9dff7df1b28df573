"""Two counties agree on who does what for a child (JL-B5, reading A24)."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import dues, duties
from tests.support.scenes import Scene

HUKOU = 220802000000  # a county of another prefecture
AGREE = """mutation($input: AgreeDivisionOfDutiesInput!) { agreeDivisionOfDuties(input: $input) {
  duty { kind status satisfiedBy citation divisionOfDuties { id terms agreedOn } }
  userErrors { code path message citation } warnings { code } } }"""
AGREED = """query { divisionsOfDuties { nodes { id childName terms agreedOn child { id }
  residence { code } otherDivision { code } citation } } }"""


async def agree(here: Scene, child: str, who: Any = Role.COUNTY_OFFICER, **facts: Any) -> dict[str, Any]:
    form = {
        "childId": child,
        "otherDivision": str(HUKOU),
        "agreedOn": "2026-03-02",
        "terms": "居住地负责走访，户籍地负责救助申请",
        **facts,
    }
    payload: dict[str, Any] = (await here.ask(AGREE, who, input=form))["agreeDivisionOfDuties"]
    return payload


async def from_elsewhere(here: Scene) -> str:
    here.at("2026-03-02")
    return await here.register(hukouDivision=str(HUKOU))


async def test_jl_b5_the_county_of_residence_acts_until_both_have_agreed(scene: Stage) -> None:
    here = scene("jilin")
    child = await from_elsewhere(here)
    (owed,) = await duties(here, child, "DIVISION_OF_DUTIES")
    assert owed["status"] == "OPEN"
    assert await dues(here, child) == (None, "2026-04-02")
    payload = await agree(here, child)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    done = payload["duty"]
    assert (done["kind"], done["status"]) == ("DIVISION_OF_DUTIES", "DONE")
    assert done["satisfiedBy"] == done["divisionOfDuties"]["id"]
    assert done["divisionOfDuties"]["terms"] == "居住地负责走访，户籍地负责救助申请"
    assert await dues(here, child) == (None, "2026-04-02")
    here.at("2026-03-10")
    await here.visit(child, "2026-03-10")
    (still,) = await duties(here, child, "DIVISION_OF_DUTIES")
    assert still["status"] == "DONE"


async def test_jl_b5_both_counties_read_the_agreement_and_only_one_of_them_the_file(scene: Stage) -> None:
    here = scene("jilin")
    child = await from_elsewhere(here)
    await agree(here, child)
    other = here.caller(Role.COUNTY_OFFICER, HUKOU)
    (mine,) = (await here.ask(AGREED))["divisionsOfDuties"]["nodes"]
    (theirs,) = (await here.ask(AGREED, other))["divisionsOfDuties"]["nodes"]
    assert mine["child"] == {"id": child}
    assert theirs == {**mine, "child": None}
    assert (theirs["childName"], theirs["residence"]["code"]) == ("单小明", str(here.county))
    stranger = here.caller(Role.COUNTY_OFFICER, 220702000000)
    assert (await here.ask(AGREED, stranger))["divisionsOfDuties"]["nodes"] == []
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert (await here.ask(node, stranger, id=mine["id"]))["node"] is None
    assert (await here.ask(node, other, id=mine["id"]))["node"] == {"id": mine["id"]}


async def test_jl_b5_an_agreement_that_comes_late_is_done_late(scene: Stage) -> None:
    here = scene("jilin")
    child = await from_elsewhere(here)
    here.at("2026-03-20")
    payload = await agree(here, child, agreedOn="2026-03-19")
    assert payload["duty"]["status"] == "DONE_LATE"


async def test_jl_b5_refuses_what_cannot_be_agreed(scene: Stage) -> None:
    here = scene("jilin")
    child = await from_elsewhere(here)
    for facts, code, path in (
        ({"terms": " "}, "REQUIRED", ["terms"]),
        ({"agreedOn": "2026-03-03"}, "BAD_USER_INPUT", ["agreedOn"]),
        ({"otherDivision": "220702000000"}, "BAD_USER_INPUT", ["otherDivision"]),
        ({"otherDivision": "220800000000"}, "BAD_USER_INPUT", ["otherDivision"]),
    ):
        payload = await agree(here, child, **facts)
        assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [(code, path)], facts
    for role in (Role.CHILD_SUPERVISOR, Role.TOWNSHIP):
        assert [one["code"] for one in (await agree(here, child, role))["userErrors"]] == ["FORBIDDEN"]
    other = here.caller(Role.COUNTY_OFFICER, HUKOU)
    assert [one["code"] for one in (await agree(here, child, other))["userErrors"]] == ["NOT_FOUND"]
    local = await here.register(name="单小红", hukouDivision=str(here.county))
    payload = await agree(here, local)
    assert ("RULE_VIOLATION", ["childId"]) in [(one["code"], one["path"]) for one in payload["userErrors"]]


async def test_jl_b5_a_province_that_is_silent_asks_for_no_agreement(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register(hukouDivision=str(HUKOU))
    payload = await agree(here, child)
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("RULE_VIOLATION", ["childId"])]


async def test_jl_b5_a_county_of_another_province_is_named_and_not_told(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-02")
    child = await here.register(hukouDivision="410102000000")
    payload = await agree(here, child, otherDivision="410102000000")
    assert (payload["userErrors"], payload["duty"]["status"]) == ([], "DONE")
