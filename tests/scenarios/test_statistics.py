"""Statistics through the API: sums for those who see no rows, small cells hidden, figures that drill to their rows."""

from itertools import product
from typing import Any

from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics
from care.actions.roll_up_statistics import roll_up, roll_up_all
from care.actions.set_statistics_minimum import SetStatisticsMinimum, set_statistics_minimum
from policies.caller import Caller
from records.codes import Role
from schema.execute import execute
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

ASK = """query($input: StatisticsInput!) { statistics(input: $input) {
  cells { keys measure value suppressed } basis asAt release ruleVersion minimum } }"""
LIST = "query($where: ChildWhere) { children(where: $where, first: 100) { totalCount nodes { name } } }"
CASES = [("F", 12), ("M", 9)]
NAMES = "一二三四五六七八九十百千"


async def ask(here: Scene, who: Role | Caller = Role.COUNTY_OFFICER, /, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await here.ask(ASK, who, input={"measures": ["CHILDREN"], "by": [], **given}))[
        "statistics"
    ]
    return found


async def cells(here: Scene, who: Role | Caller = Role.COUNTY_OFFICER, /, **given: Any) -> dict[tuple[str, ...], Any]:
    found = (await ask(here, who, **given))["cells"]
    assert all(one["suppressed"] is (one["value"] is None) for one in found)
    return {tuple(one["keys"]): one["value"] for one in found}


async def refused(here: Scene, who: Role | Caller = Role.COUNTY_OFFICER, /, **given: Any) -> tuple[str, list[str]]:
    caller = here.caller(who) if isinstance(who, Role) else who
    form = {"measures": ["CHILDREN"], "by": [], **given}
    tenant = await here.house.tenant(here.tenant)
    answer = await execute(here.house, tenant, caller, ASK, variables={"input": form})
    (error,) = answer["errors"]
    assert answer["data"] is None
    return error["extensions"]["code"], error["extensions"]["path"]


async def refresh(here: Scene) -> None:
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    await roll_up_all(here.house, tenant)


async def rolled_up(here: Scene) -> None:
    """Do what the worker does: count what changed, and make up what readers see."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    while True:
        async with here.house.work(tenant) as work:
            if not await roll_up(work):
                return


async def registered(here: Scene, count: int, *, ledger: int = 0, **facts: Any) -> list[str]:
    first = facts.pop("name", "单小")
    names = [first + NAMES[ledger + number] for number in range(count)]
    return [await here.register(name=name, **facts) for name in names]


async def test_pr09_a_provincial_officer_gets_sums_and_no_names(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    await registered(here, 7)
    await registered(here, 2, ledger=7, sex="FEMALE", division=str(here.village + 1))
    await refresh(here)
    names = (await here.ask(LIST, Role.PROVINCE_OFFICER))["children"]
    assert names == {"totalCount": None, "nodes": []}
    assert await cells(here, Role.PROVINCE_OFFICER) == {(): 9}
    found = await ask(here, Role.PROVINCE_OFFICER, by=["SEX"])
    assert [(one["keys"], one["value"], one["suppressed"]) for one in found["cells"]] == [
        (["FEMALE"], None, True),
        (["MALE"], None, True),
    ]
    assert (found["basis"], found["asAt"], found["release"]) == ("SERVICE", "2026-03-20T09:00:00+08:00", None)
    assert found["ruleVersion"]


async def test_each_level_counts_its_own_area_and_nobody_else_counts(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    await registered(here, 6)
    await registered(here, 5, ledger=6, division=str(here.village + 1_000))
    await refresh(here)
    prefecture = str(here.village // 10**8 * 10**8)
    assert await cells(here, Role.PREFECTURE_OFFICER, by=["DIVISION"]) == {(str(here.county),): 11}
    assert await cells(here, Role.PROVINCE_OFFICER, by=["DIVISION"]) == {(prefecture,): 11}
    below = {(str(here.township),): 6, (str(here.township + 1_000),): 5}
    assert (
        await cells(here, by=["DIVISION"])
        == await cells(here, Role.PROVINCE_OFFICER, division=str(here.county), by=["DIVISION"])
        == below
    )
    assert await cells(here, Role.CHILD_DIRECTOR) == {(): 6}
    place = ("FORBIDDEN", ["input", "division"])
    assert await refused(here, Role.CHILD_DIRECTOR, division=str(here.county)) == place
    assert await refused(here, Role.COUNTY_OFFICER, division="350103000000") == place
    assert await refused(here, Role.COUNTY_OFFICER, division="110101000000") == place
    for role in (Role.VOLUNTEER, Role.PARTNER_WORKER, Role.SCHOOL, Role.AUDITOR, Role.TENANT_ADMIN):
        assert await refused(here, role, division=str(here.county)) == place


async def test_every_figure_drills_to_its_rows(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    for number, (sex, category, ledger) in enumerate(product(["MALE", "FEMALE"], ["ORPHAN", "DISABLED"], [0])):
        facts = {"sex": sex, "categories": [{"category": category}], "division": str(here.village + number % 2)}
        await registered(here, 6, ledger=ledger, **facts)
    await registered(here, 2, categories=[{"category": "HIV_INFECTED"}])
    await refresh(here)
    care = {"fileStatus": ["OPEN", "REVIEW"]}
    compared = 0
    for level in (here.county, here.township, here.village):
        for dimension, member in (("CLASS", "classes"), ("CATEGORY", "categories"), ("RISK_LEVEL", "riskLevel")):
            for (key,), value in (await cells(here, division=str(level), by=[dimension])).items():
                listed = (await here.ask(LIST, where={"division": str(level), member: [key], **care}))["children"]
                assert value in (None, listed["totalCount"])
                compared += value is not None
        listed = (await here.ask(LIST, where={"division": str(level), **care}))["children"]
        assert await cells(here, division=str(level)) == {(): listed["totalCount"]}
    assert compared > 6
    hiv = await cells(here, by=["CATEGORY"])
    assert hiv[("HIV_INFECTED",)] is None
    # Who reads no restricted facts learns neither of the category nor, by the class, of those who are in it alone.
    province = await cells(here, Role.PROVINCE_OFFICER, by=["CATEGORY"])
    assert ("HIV_INFECTED",) not in province
    assert ("PRISONER_OR_REHAB_CHILD",) not in province
    assert province[("ORPHAN",)] == hiv[("ORPHAN",)] == 12
    assert (await cells(here, by=["CLASS"]))[("IN_DIFFICULTY",)] == 26
    assert (await cells(here, Role.PROVINCE_OFFICER, by=["CLASS"]))[("IN_DIFFICULTY",)] == 24


async def test_closed_combinations_and_whole_months(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    await registered(here, 6)
    await refresh(here)
    bad = "BAD_USER_INPUT"
    assert await refused(here, measures=[]) == (bad, ["input", "measures"])
    assert await refused(here, measures=["CHILDREN", "CHILDREN"]) == (bad, ["input", "measures"])
    for measures, by in (
        (["CHILDREN"], ["POST"]),
        (["CHILDREN"], ["CIRCUMSTANCE"]),
        (["TRAINEES"], ["SEX"]),
        (["REPORTS"], ["CLASS"]),
        (["VISITS_DUE"], ["CATEGORY"]),
        (["CHILDREN", "TRAINEES"], ["AGE_BAND"]),
        (["CHILDREN"], ["SEX", "SEX"]),
        (["CHILDREN"], ["SEX", "CLASS", "RISK_LEVEL", "AGE_BAND"]),
        (["CHILDREN"], ["MONTH", "QUARTER"]),
    ):
        assert await refused(here, measures=measures, by=by) == (bad, ["input", "by"])
    assert await refused(here, division=str(here.village), by=["DIVISION"]) == (bad, ["input", "by"])
    assert await refused(here, division=str(here.village), by=["SEX", "CLASS"]) == (bad, ["input", "by"])
    assert await refused(here, division=str(here.township), by=["DIVISION", "SEX", "CLASS"]) == (bad, ["input", "by"])
    for member, given in (
        ("from", {"from": "2026-03-02"}),
        ("from", {"from": "2026-03-01", "until": "2026-02-28"}),
        ("from", {"from": "2026-04-01", "until": "2026-04-30"}),
        ("from", {"from": "2026-02-01", "until": "2026-02-28"}),
        ("until", {"until": "2026-03-20"}),
        ("asAt", {"asAt": "2026-03-10"}),
        ("asAt", {"asAt": "2026-03-21"}),
        ("asAt", {"asAt": "2026-02-28", "from": "2026-02-01"}),
        ("release", {"release": "1"}),
        ("release", {"release": "x"}),
    ):
        assert await refused(here, **given) == (bad, ["input", member])
    assert await refused(here, Role.PROVINCE_OFFICER, measures=["REPORTS"], by=["CIRCUMSTANCE"]) == (
        "FORBIDDEN",
        ["input", "by"],
    )
    today = await cells(here, asAt="2026-03-20")
    assert today == await cells(here, **{"from": "2026-03-01", "until": "2026-03-31"}) == {(): 6}


async def test_a_release_never_changes_and_the_worker_keeps_the_rest_fresh(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    await registered(here, 6)
    await refresh(here)
    admin = here.caller(Role.TENANT_ADMIN)
    async with here.house.work(tenant, scope=admin.scope, subject=admin.subject) as work:
        frozen = await freeze_statistics(work, admin, FreezeStatistics("2026-03"))
    assert frozen.release == 1
    before = await ask(here, release="1", by=["DIVISION"])
    here.at("2026-03-20", "11:00")
    await registered(here, 3, ledger=6)
    await rolled_up(here)
    after = await ask(here)
    assert (after["cells"][0]["value"], after["asAt"]) == (9, "2026-03-20T11:00:00+08:00")
    assert await ask(here, release="1", by=["DIVISION"]) == before
    assert [(one["keys"], one["value"]) for one in before["cells"]] == [([str(here.township)], 6)]
    assert (before["asAt"], before["release"]) == ("2026-03-20T09:00:00+08:00", "1")
    assert await cells(here, Role.PROVINCE_OFFICER, release="1", asAt="2026-03-20") == {(): 6}
    # The next month has its own figures, and those of March stay as they stood last.
    here.at("2026-04-02")
    await registered(here, 1, ledger=9)
    async with here.house.work(tenant) as work:
        await roll_up(work)
    await refresh(here)
    assert await cells(here) == {(): 10}
    assert await cells(here, asAt="2026-03-31") == {(): 9}
    both = {"from": "2026-03-01", "until": "2026-04-30"}
    assert await cells(here, by=["MONTH"], **both) == {("2026-03",): 9, ("2026-04",): 10}
    assert await cells(here, by=["QUARTER"], **both) == {("2026Q1",): 9, ("2026Q2",): 10}
    assert await cells(here, **both) == {(): 10}


async def test_pr09_a_raised_minimum_hides_more_and_leaves_releases_as_they_are(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    await registered(here, 9)
    await registered(here, 7, name="单大", sex="FEMALE")
    await registered(here, 6, name="单中", division=str(here.village + 1_000))
    await rolled_up(here)
    admin = here.caller(Role.TENANT_ADMIN)
    async with here.house.work(tenant, scope=admin.scope, subject=admin.subject) as work:
        await freeze_statistics(work, admin, FreezeStatistics("2026-03"))
        await set_statistics_minimum(work, admin, SetStatisticsMinimum(10))
    both = {("FEMALE",): 7, ("MALE",): 15}
    assert await cells(here, by=["SEX"]) == both  # until the tables are made up anew
    await rolled_up(here)
    assert await cells(here, by=["SEX"]) == {("FEMALE",): None, ("MALE",): None}
    assert await cells(here, by=["DIVISION"]) == {(str(here.township),): None, (str(here.township + 1_000),): None}
    assert (await ask(here))["minimum"] == 10
    released = await ask(here, release="1", by=["SEX"])
    assert {tuple(one["keys"]): one["value"] for one in released["cells"]} == both
    assert released["minimum"] == 5
