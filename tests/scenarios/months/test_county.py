"""A month of a county officer in Jilin: files drawn and checked, two counties agreed, a conference, a grant."""

from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import told
from tests.support.dues import assess
from tests.support.months import account, calendar, give, overdue, owed, until
from tests.support.reporting import liaison

ME = Role.COUNTY_OFFICER
HUKOU = "220802000000"  # a county of another prefecture
DRAW = """query($division: DivisionCode!) {
  spotCheckSample(division: $division, seed: "2026", size: 2) { id name } }"""
PENDING = """query($division: DivisionCode!) { pendingSystemUpdates(division: $division) { system changed since } }"""
MONTH = """query { benefits { nodes { kind status amount child { name } } }
  spotChecks(where: {year: 2026}) { nodes { population checked wanting files { result lacks } } }
  divisionsOfDuties { nodes { childName agreedOn } }
  cases { nodes { stage child { name } conferences { decisions { decision doneOn } } } } }"""


async def test_a_county_checks_files_and_forgets_the_update_of_the_quarter(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-11-20")
    police = await liaison(here, Department.POLICE)
    children = {}
    for name, hukou in (("单甲", str(here.county)), ("单乙", HUKOU), ("单丙", str(here.county))):
        children[name] = await here.register(name=name, hukouDivision=hukou)

    await until(here, "2026-12-01")
    assert await owed(here, ME) == [
        ("ASSESSMENT", "单丙", "2026-12-20", "OPEN"),
        ("ASSESSMENT", "单乙", "2026-12-20", "OPEN"),
        ("ASSESSMENT", "单甲", "2026-12-20", "OPEN"),
        ("DIVISION_OF_DUTIES", "单乙", "2026-11-21", "OVERDUE"),
        ("FILE_SPOT_CHECK", "", "2026-12-31", "OPEN"),
        ("HOUSEHOLD_VISIT", "单丙", "2026-12-20", "OPEN"),
        ("HOUSEHOLD_VISIT", "单乙", "2026-12-20", "OPEN"),
        ("HOUSEHOLD_VISIT", "单甲", "2026-12-20", "OPEN"),
        ("SYSTEM_UPDATE", "", "2026-12-31", "OPEN"),
    ]
    assert await calendar(here, ME) == [
        ("FILE_SPOT_CHECK", "2026-12-31", "OPEN"),
        ("SYSTEM_UPDATE", "2026-12-31", "OPEN"),
    ]

    await until(here, "2026-12-07")
    drawn = (await here.ask(DRAW, ME, division=str(here.county)))["spotCheckSample"]
    wanting = {"result": "WANTING", "lacks": ["VISITS"]}
    files = [{"childId": drawn[0]["id"], "result": "IN_ORDER"}, {"childId": drawn[1]["id"], **wanting}]
    check = {"division": str(here.county), "seed": "2026", "size": 2, "checkedOn": "2026-12-07", "files": files}
    assert await give(here, "recordSpotCheck", "duty { status }", ME, **check) == {"status": "DONE"}
    terms = {"otherDivision": HUKOU, "agreedOn": "2026-12-07", "terms": "居住地走访，户籍地救助"}
    agreed = await give(here, "agreeDivisionOfDuties", "duty { status }", ME, childId=children["单乙"], **terms)
    assert agreed == {"status": "DONE_LATE"}

    await until(here, "2026-12-10")
    grant = {"kind": "TEMPORARY_RELIEF", "status": "GRANTED", "amount": "600", "from": "2026-12-10"}
    await give(here, "recordBenefit", "benefit { id }", ME, childId=children["单甲"], **grant)
    case = await told(here, "openCase", ME, childId=children["单丙"], summary="无人照看")
    decisions = [
        {"decision": "走访监护人", "dueOn": "2026-12-18", "department": "POLICE"},
        {"decision": "联系亲属照料", "dueOn": "2026-12-22", "post": "CHILD_DIRECTOR"},
    ]
    held = {"caseId": case["id"], "heldOn": "2026-12-10", "departments": ["POLICE"], "decisions": decisions}
    case = await told(here, "holdConference", ME, **held)
    first, second = [one["id"] for one in case["conferences"][0]["decisions"]]

    await until(here, "2026-12-17")
    for name in ("单甲", "单乙"):
        await here.visit(children[name], "2026-12-17")
        await assess(here, children[name], "2026-12-17", ME, guardianshipRating="GOOD")
    await told(here, "completeDecision", police, decisionId=first, doneOn="2026-12-17", outcome="已走访")
    await until(here, "2026-12-24")
    await told(here, "completeDecision", ME, decisionId=second, doneOn="2026-12-24", outcome="由祖父照料")

    await until(here, "2027-01-01")
    assert await overdue(here, ME) == ["单丙"]
    assert await account(here, ME, dueBefore="2027-01-01") == [
        ("ASSESSMENT", "单丙", "2026-12-20", "OVERDUE"),
        ("ASSESSMENT", "单乙", "2026-12-20", "DONE"),
        ("ASSESSMENT", "单甲", "2026-12-20", "DONE"),
        ("CONFERENCE_DECISION", "单丙", "2026-12-18", "DONE"),
        ("CONFERENCE_DECISION", "单丙", "2026-12-22", "DONE_LATE"),
        ("DIVISION_OF_DUTIES", "单乙", "2026-11-21", "DONE_LATE"),
        ("FILE_SPOT_CHECK", "", "2026-12-31", "DONE"),
        ("HOUSEHOLD_VISIT", "单丙", "2026-12-20", "OVERDUE"),
        ("HOUSEHOLD_VISIT", "单乙", "2026-12-20", "DONE"),
        ("HOUSEHOLD_VISIT", "单甲", "2026-12-20", "DONE"),
        ("SYSTEM_UPDATE", "", "2026-12-31", "OVERDUE"),
    ]
    month = await here.ask(MONTH, ME)
    assert {name: part["nodes"] for name, part in month.items()} == {
        "benefits": [{"kind": "TEMPORARY_RELIEF", "status": "GRANTED", "amount": "600.00", "child": {"name": "单甲"}}],
        "spotChecks": [
            {
                "population": 3,
                "checked": 2,
                "wanting": 1,
                "files": [{"result": "IN_ORDER", "lacks": []}, {"result": "WANTING", "lacks": ["VISITS"]}],
            }
        ],
        "divisionsOfDuties": [{"childName": "单乙", "agreedOn": "2026-12-07"}],
        "cases": [
            {
                "stage": "ASSESSMENT_AID",
                "child": {"name": "单丙"},
                "conferences": [
                    {
                        "decisions": [
                            {"decision": "走访监护人", "doneOn": "2026-12-17"},
                            {"decision": "联系亲属照料", "doneOn": "2026-12-24"},
                        ]
                    }
                ],
            }
        ],
    }

    system = "NATIONAL_CHILD_WELFARE"
    (pending,) = (await here.ask(PENDING, ME, division=str(here.county)))["pendingSystemUpdates"]
    assert pending == {"system": system, "changed": 3, "since": None}
    await until(here, "2027-01-04")
    receipt = {"division": str(here.county), "updatedOn": "2027-01-04", "takenAt": "2027-01-04T08:00:00+08:00"}
    await give(here, "recordSystemUpdate", "duty { id }", ME, **receipt, receipt="回执1", children=3)
    assert await calendar(here, ME) == [
        ("FILE_SPOT_CHECK", "2026-12-31", "DONE"),
        ("SYSTEM_UPDATE", "2026-12-31", "DONE_LATE"),
        ("SYSTEM_UPDATE", "2027-03-31", "DONE"),
        ("FILE_SPOT_CHECK", "2027-12-31", "OPEN"),
    ]
