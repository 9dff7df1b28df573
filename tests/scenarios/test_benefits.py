"""Entitled by class but receives none: what the documents promise, and who of those goes without (section k)."""

from typing import Any

from care.duties.restricted import RESTRICTED
from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.families import parent
from tests.support.scenes import Scene

RECORD = """mutation($input: RecordBenefitInput!) { recordBenefit(input: $input) {
  benefit { id household { id } } userErrors { code path message citation } warnings { code path } } }"""
OF_CHILD = """query($id: ID!) { child(id: $id) { household { id }
  entitlements { childClass category kinds received since basis citation } } }"""
WITHOUT = """query($asked: Boolean) { children(where: {entitledWithoutBenefit: $asked}) { nodes { id } } }"""


async def entitled(here: Scene, child: str, who: Role | Caller = Role.COUNTY_OFFICER) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.ask(OF_CHILD, who, id=child))["child"]["entitlements"]
    return found


async def without(here: Scene, who: Role | Caller = Role.COUNTY_OFFICER, *, asked: bool = True) -> set[str]:
    return {one["id"] for one in (await here.ask(WITHOUT, who, asked=asked))["children"]["nodes"]}


async def record(here: Scene, **facts: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await here.ask(RECORD, Role.CHILD_DIRECTOR, input=facts))["recordBenefit"]
    return payload


async def test_sx_c5_a_child_in_difficulty_goes_without_until_one_of_the_five_is_received(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-02")
    child = await here.register(categories=[{"category": "ECONOMIC_HARDSHIP_FAMILY"}])
    other = await here.register(name="单小红")
    (one,) = await entitled(here, child)
    assert (one["childClass"], one["basis"], one["since"]) == ("IN_DIFFICULTY", "GUIDANCE", "2026-03-02")
    assert "TWO_EXEMPTIONS_ONE_SUBSIDY" in one["kinds"]
    assert one["citation"].startswith("晋民函〔2025〕80号第九条（五）")
    assert await entitled(here, other) == []
    assert await without(here) == {child}
    assert await without(here, asked=False) == {other}
    await record(here, childId=child, kind="TEMPORARY_RELIEF", status="APPLIED")
    await record(here, childId=child, kind="HOUSING", status="GRANTED")
    assert await without(here) == {child}
    grant = {"kind": "TEMPORARY_RELIEF", "status": "GRANTED", "amount": "300", "until": "2026-04-30"}
    assert (await record(here, childId=child, **grant))["userErrors"] == []
    assert await without(here) == set()
    assert (await entitled(here, child))[0]["received"] == ["TEMPORARY_RELIEF"]
    here.at("2026-05-01")
    assert await without(here) == {child}


async def test_fj_k2_what_the_household_receives_counts_for_its_children(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register(categories=[{"category": "DE_FACTO_UNATTENDED"}])
    assert await without(here, Role.CHILD_DIRECTOR) == {child}
    home = (await here.ask(OF_CHILD, id=child))["child"]["household"]["id"]
    done = await record(here, householdId=home, kind="DE_FACTO_UNATTENDED_SUPPORT", status="GRANTED")
    assert done["benefit"]["household"] == {"id": home}
    assert await without(here, Role.CHILD_DIRECTOR) == set()


async def test_yn_k1_facts_make_the_orphan_who_is_entitled_and_no_longer_one_is_not(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    child = await here.register()
    for relation in ("FATHER", "MOTHER"):
        await parent(here, child, relation, specialStatus=["DEAD"])
    (one,) = await entitled(here, child)
    assert (one["category"], one["kinds"]) == ("ORPHAN", ["ORPHAN_ALLOWANCE"])


async def test_jl_k13_a_silent_province_entitles_nobody(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-02")
    child = await here.register(categories=[{"category": "ORPHAN_OR_ABANDONED"}])
    assert await entitled(here, child) == []
    assert await without(here) == set()


async def test_xg_k2_an_entitlement_tells_no_more_than_the_class_it_rests_on(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-02")
    child = await here.register(categories=[{"category": "ORPHAN"}])
    assert await without(here, Role.CHILD_SUPERVISOR) == {child}
    # The township reads of the family, not of categories.
    assert await entitled(here, child, Role.TOWNSHIP) == []
    assert await without(here, Role.TOWNSHIP) == set()


async def test_sx_c5_a_class_that_rests_on_a_restricted_category_alone_stays_untold(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-02")
    child = await here.register(categories=[{"category": RESTRICTED[0].value}])
    assert len(await entitled(here, child)) == 1
    for who in (Role.CHILD_DIRECTOR, Role.TOWNSHIP):
        assert await entitled(here, child, who) == []
        assert await without(here, who) == set()
