"""Sums of what was owed and done: visits, contacts, duties, needs, reports, staff; and the law's own definition."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.scenarios.test_file_records import FOUND, PARTS
from tests.scenarios.test_statistics import LIST, ask, cells, refresh, registered, rolled_up
from tests.support.dues import night
from tests.support.families import parent
from tests.support.scenes import Scene

OPEN = "mutation($input: OpenNeedInput!) { openNeed(input: $input) { need { id } userErrors { code } } }"
DUTIES = "query($where: DutyWhere) { duties(where: $where, first: 100) { nodes { child { id } } } }"
ENROL = (
    "mutation($input: EnrolTraineeInput!) { enrolTrainee(input: $input) { trainee { id } userErrors { code path } } }"
)
TRAIN = (
    "mutation($input: RecordTrainingInput!) { recordTraining(input: $input) { trainee { id } userErrors { code } } }"
)
FILE = "mutation($input: FileReportInput!) { fileReport(input: $input) { report { id } userErrors { code path } } }"
BENEFIT = "mutation($input: RecordBenefitInput!) { recordBenefit(input: $input) { userErrors { code path } } }"
DIFFICULT: dict[str, Any] = {"categories": [{"category": "ORPHAN"}]}


async def test_visits_and_overdue_duties_are_those_of_the_lists(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-05")
    children = await registered(here, 12, **DIFFICULT)
    for child in children[:6]:
        assert (await here.visit(child, "2026-01-05"))["userErrors"] == []
    here.at("2026-07-20")
    await night(here)
    await refresh(here)
    county = {"division": str(here.county)}
    listed = (await here.ask(DUTIES, where={**county, "statuses": ["OVERDUE"]}))["duties"]["nodes"]
    overdue = [one for one in listed if one["child"] is not None]
    found = await cells(here, measures=["DUTIES_OVERDUE"])
    assert found[()] == len(overdue) > 0
    year = {"from": "2026-01-01", "until": "2026-07-31"}
    months = await cells(here, measures=["VISITS_DUE"], by=["MONTH"], **year)
    quarters = await cells(here, measures=["VISITS_DUE"], by=["QUARTER"], **year)
    assert (
        sum(months.values()) == sum(quarters.values()) == (await cells(here, measures=["VISITS_DUE"], **year))[()] > 0
    )


async def test_visits_in_time_are_the_duties_that_were_done_in_time(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-05")
    children = await registered(here, 12, **DIFFICULT)
    here.at("2026-02-01")
    for child in children[:6]:
        assert (await here.visit(child, "2026-02-01"))["userErrors"] == []
    here.at("2026-07-20")
    await night(here)
    await refresh(here)
    asked = {"division": str(here.county), "kinds": ["HOUSEHOLD_VISIT"]}
    query = "query($where: DutyWhere) { duties(where: $where, first: 100) { nodes { dueOn } } }"
    nodes = (await here.ask(query, where={**asked, "statuses": ["DONE"]}))["duties"]["nodes"]
    done = [one for one in nodes if "2026-01" <= one["dueOn"] < "2026-08"]
    found = await cells(here, measures=["VISITS_ON_TIME"], **{"from": "2026-01-01", "until": "2026-07-31"})
    assert found[()] == len(done) == 6


async def test_needs_reports_and_staff(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    for child in await registered(here, 6):
        payload = await here.ask(OPEN, Role.CHILD_DIRECTOR, input={"childId": child, "kind": "STUDY"})
        assert payload["openNeed"]["userErrors"] == []
    for number in range(6):
        form = {
            "name": "林老师",
            "phone": f"1380000000{number}",
            "post": "CHILD_DIRECTOR",
            "division": str(here.village),
        }
        payload = (await here.ask(ENROL, input=form))["enrolTrainee"]
        assert payload["userErrors"] == []
        training = {"kind": "INITIAL", "trainerLevel": "COUNTY", "heldOn": "2026-03-02"}
        done = await here.ask(TRAIN, input={"traineeId": payload["trainee"]["id"], **training})
        assert done["recordTraining"]["userErrors"] == []
    report = {"circumstance": "CHILD_LIVING_ALONE", "discoveredAt": "2026-03-20T08:00:00+08:00", "narrative": "独居",
              "division": str(here.village), "reporterKind": "CHILD_DIRECTOR"}  # fmt: skip
    for _ in range(5):
        assert (await here.ask(FILE, Role.CHILD_DIRECTOR, input=report))["fileReport"]["userErrors"] == []
    await refresh(here)
    assert await cells(here, measures=["NEEDS_OPEN"], by=["SEX"]) == {("MALE",): 6}
    assert await cells(here, measures=["TRAINEES"], by=["POST"]) == {("CHILD_DIRECTOR",): 6}
    assert await cells(here, Role.PROVINCE_OFFICER, measures=["TRAINED"]) == {(): 6}
    assert await cells(here, measures=["REPORTS"], by=["CIRCUMSTANCE"]) == {("CHILD_LIVING_ALONE",): 5}
    assert await cells(here, Role.PROVINCE_OFFICER, measures=["REPORTS"], by=["MONTH"]) == {("2026-03",): 5}


async def test_a_time_is_hidden_where_one_of_its_months_is(scene: Stage) -> None:
    here = scene("fujian")
    for day, number in (("2026-01-20", 2), ("2026-02-20", 6), ("2026-03-20", 5)):
        here.at(day)
        report = {"circumstance": "CHILD_LIVING_ALONE", "discoveredAt": f"{day}T08:00:00+08:00", "narrative": "独居",
                  "division": str(here.village), "reporterKind": "CHILD_DIRECTOR"}  # fmt: skip
        for _ in range(number):
            assert (await here.ask(FILE, Role.CHILD_DIRECTOR, input=report))["fileReport"]["userErrors"] == []
    await refresh(here)

    async def reports(first: str, last: str, *by: str) -> dict[tuple[str, ...], int | None]:
        return await cells(here, measures=["REPORTS"], by=list(by), **{"from": f"2026-{first}-01", "until": last})

    end = "2026-03-31"
    assert await reports("01", end, "MONTH") == {("2026-01",): None, ("2026-02",): 6, ("2026-03",): 5}
    assert await reports("02", end, "QUARTER") == {("2026Q1",): 11}
    # No longer time less the shorter ones tells of January.
    assert await reports("01", end, "QUARTER") == {("2026Q1",): None}
    for last in ("2026-01-31", "2026-02-28", end):
        assert await reports("01", last) == {(): None}
    assert await reports("02", end) == {(): 11}


async def test_the_definition_counts_classes_that_hold_by_it(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    await registered(here, 6, **DIFFICULT)
    await registered(here, 5, ledger=6)
    await refresh(here)
    assert await cells(here) == {(): 11}
    assert await cells(here, basis="STATISTICAL") == {(): 6}
    assert (await cells(here, basis="STATISTICAL", by=["CLASS"]))[("IN_DIFFICULTY",)] == 6


async def test_benefits_drill_to_who_is_entitled_and_receives(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-20")
    children = await registered(here, 12, **DIFFICULT)
    await registered(here, 6, name="单小七")
    restricted = await registered(here, 5, name="单小九", categories=[{"category": "HIV_INFECTED"}])
    for child in (*children[:5], *restricted):
        form = {"childId": child, "kind": "TEMPORARY_RELIEF", "status": "GRANTED"}
        assert (await here.ask(BENEFIT, Role.CHILD_DIRECTOR, input=form))["recordBenefit"]["userErrors"] == []
    await refresh(here)
    both = ["BENEFITS_ENTITLED", "BENEFITS_GRANTED"]
    for who, entitled, granted in ((Role.COUNTY_OFFICER, 17, 10), (Role.PROVINCE_OFFICER, 12, 5)):
        found = [(one["measure"], one["value"]) for one in (await ask(here, who, measures=both))["cells"]]
        assert found == [("BENEFITS_ENTITLED", entitled), ("BENEFITS_GRANTED", granted)]
    assert await listed(here, entitled=True) == 17
    assert await listed(here, entitled=True, entitledWithoutBenefit=False) == 10
    assert await cells(here, measures=["BENEFITS_ENTITLED"], by=["CLASS"]) == {("IN_DIFFICULTY",): 17}
    assert await cells(here, measures=["BENEFITS_ENTITLED"], basis="STATISTICAL") == {(): 17}
    assert await cells(here, Role.CHILD_DIRECTOR, measures=["BENEFITS_GRANTED"]) == {(): 5}
    # A benefit that runs out is counted no more, without anybody writing anything.
    here.at("2026-03-21")
    await here.ask(BENEFIT, Role.CHILD_DIRECTOR, input={"childId": children[5], "kind": "TEMPORARY_RELIEF",
                   "status": "GRANTED", "until": "2026-03-21"})  # fmt: skip
    await rolled_up(here)
    assert await cells(here, measures=["BENEFITS_GRANTED"]) == {(): 11}
    here.at("2026-03-22")
    await rolled_up(here)
    assert await cells(here, measures=["BENEFITS_GRANTED"]) == {(): 10}


async def test_complete_files_drill_to_the_files(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-20")
    children = await registered(here, 12, ethnicity="汉族", address="中山路1号", hukouDivision=str(here.village),
                                schoolStatus="IN_SCHOOL", guardianshipCondition="GOOD")  # fmt: skip
    assert await listed(here, fileComplete=True) == 0
    await rolled_up(here)
    assert await cells(here, measures=["FILES_COMPLETE"]) == {(): 0}
    for child in children[:6]:
        await parent(here, child, "MOTHER")
        assert (await here.visit(child, "2026-03-20", findings=FOUND))["userErrors"] == []
    await rolled_up(here)
    parts = (await here.ask(PARTS, id=children[0]))["child"]["fileCompleteness"]
    assert [one["section"] for one in parts if not one["complete"]] == []
    assert await cells(here, measures=["FILES_COMPLETE"]) == {(): await listed(here, fileComplete=True)} == {(): 6}
    assert await listed(here, fileComplete=False) == 6
    assert await cells(here, measures=["FILES_COMPLETE"], by=["SEX"]) == {("MALE",): 6}


async def listed(here: Scene, **where: Any) -> int:
    asked = {"division": str(here.county), "fileStatus": ["OPEN", "REVIEW"], **where}
    count: int = (await here.ask(LIST, where=asked))["children"]["totalCount"]
    return count
