"""A month of a child director in Fujian: visits by risk, a need served, the work log, a report, one contact missed."""

from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.dues import assess
from tests.support.months import account, give, overdue, owed, until
from tests.support.reporting import ACKNOWLEDGE, file, liaison, read, send

ME = Role.CHILD_DIRECTOR
TOLD = ("POLICE", "CIVIL_AFFAIRS", "EDUCATION")
PROBLEMS = "query { visits(where: {problemStatuses: [OPEN]}) { nodes { id version problems } } }"
MONTH = """query($division: DivisionCode!) {
  visits(where: {from: "2026-04-01T00:00:00+08:00"}) { nodes { mode problemStatus child { name } } }
  needs { nodes { kind status services { providedOn outcome } child { name } } }
  workLog(division: $division, from: "2026-04-01", until: "2026-04-30") {
    days { day entries { kind childName } } } }"""


async def test_a_director_visits_by_risk_and_misses_one_contact(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-25")
    departments = {name: await liaison(here, Department[name]) for name in TOLD}
    children = {}
    for name, level in (("陈高", "HIGH"), ("林中", "MEDIUM"), ("黄低", "LOW"), ("吴联", "LOW")):
        children[name] = await here.register(name=name)
        await assess(here, children[name], "2026-03-25", riskLevel=level)

    await until(here, "2026-04-01")
    assert await owed(here, ME) == [
        ("CONTACT", "吴联", "2026-04-25", "OPEN"),
        ("CONTACT", "林中", "2026-04-25", "OPEN"),
        ("CONTACT", "陈高", "2026-04-25", "OPEN"),
        ("CONTACT", "黄低", "2026-04-25", "OPEN"),
        ("HOUSEHOLD_VISIT", "吴联", "2026-06-25", "OPEN"),
        ("HOUSEHOLD_VISIT", "林中", "2026-04-25", "OPEN"),
        ("HOUSEHOLD_VISIT", "陈高", "2026-04-25", "OPEN"),
        ("HOUSEHOLD_VISIT", "黄低", "2026-06-25", "OPEN"),
    ]
    assert await overdue(here, ME) == []

    await until(here, "2026-04-08")
    visited = await here.visit(children["陈高"], "2026-04-08", problems="缺少课外书", solutions="联系学校图书室")
    assert visited["userErrors"] == []
    its = {"childId": children["陈高"]}
    need = await give(here, "openNeed", "need { id }", ME, **its, kind="READING", foundOn="2026-04-08")
    line = {"division": str(here.village), "doneOn": "2026-04-08", "text": "到校联系借书"}
    await give(here, "addWorkLogLine", "line { id }", ME, **line, **its)

    await until(here, "2026-04-15")
    served = {"needId": need["id"], "providedOn": "2026-04-15", "outcome": "借到图书十册"}
    assert await give(here, "recordService", "need { status }", ME, **served) == {"status": "SERVED"}
    (problem,) = (await here.ask(PROBLEMS, ME))["visits"]["nodes"]
    assert problem.pop("problems") == "缺少课外书"
    solved = {"visitId": problem["id"], "version": problem["version"], "solvedOn": "2026-04-15"}
    await give(here, "solveProblem", "visits { id }", ME, **solved)

    await until(here, "2026-04-20", "20:00")
    await here.visit(children["黄低"], "2026-04-20", "PHONE")
    harm = {"childIds": [children["林中"]], "reporterKind": "VILLAGE_COMMITTEE"}
    report = (await file(here, "SUSPECTED_UNLAWFUL_HARM", "2026-04-20T20:00", ME, **harm))["report"]
    for name, who in departments.items():
        answer = {"reportId": report["id"], "recipient": name, "at": "2026-04-20T20:00:00+08:00"}
        assert (await send(here, ACKNOWLEDGE, who, **answer))["userErrors"] == []

    await until(here, "2026-04-26")
    assert await overdue(here, ME) == ["吴联", "林中"]
    await here.visit(children["林中"], "2026-04-26")

    await until(here, "2026-04-30")
    assert await overdue(here, ME) == ["吴联"]
    assert await account(here, ME) == [
        ("ASSESSMENT", "吴联", "2026-06-25", "DONE"),
        ("ASSESSMENT", "林中", "2026-04-25", "DONE"),
        ("ASSESSMENT", "陈高", "2026-04-25", "DONE"),
        ("ASSESSMENT", "黄低", "2026-06-25", "DONE"),
        ("CONTACT", "吴联", "2026-04-25", "OVERDUE"),
        ("CONTACT", "林中", "2026-04-25", "DONE_LATE"),
        ("CONTACT", "林中", "2026-05-26", "OPEN"),
        ("CONTACT", "陈高", "2026-04-25", "DONE"),
        ("CONTACT", "陈高", "2026-05-08", "OPEN"),
        ("CONTACT", "黄低", "2026-04-25", "DONE"),
        ("CONTACT", "黄低", "2026-05-20", "OPEN"),
        ("HOUSEHOLD_VISIT", "吴联", "2026-06-25", "OPEN"),
        ("HOUSEHOLD_VISIT", "林中", "2026-04-25", "DONE_LATE"),
        ("HOUSEHOLD_VISIT", "林中", "2026-05-26", "OPEN"),
        ("HOUSEHOLD_VISIT", "陈高", "2026-04-25", "DONE"),
        ("HOUSEHOLD_VISIT", "陈高", "2026-05-08", "OPEN"),
        ("HOUSEHOLD_VISIT", "黄低", "2026-06-25", "OPEN"),
        *[("REPORT", "", "2026-04-20", "DONE")] * 3,
        *[("REPORT_ACKNOWLEDGEMENT", "", "2026-04-20", "DONE")] * 3,
    ]
    assert [(one["id"], one["stage"]) for one in await read(here, ME)] == [(report["id"], "RECEIVED")]
    month = await here.ask(MONTH, ME, division=str(here.village))
    assert month["visits"]["nodes"] == [
        {"mode": "HOUSEHOLD", "problemStatus": None, "child": {"name": "林中"}},
        {"mode": "PHONE", "problemStatus": None, "child": {"name": "黄低"}},
        {"mode": "HOUSEHOLD", "problemStatus": "SOLVED", "child": {"name": "陈高"}},
    ]
    (done,) = month["needs"]["nodes"]
    assert (done["kind"], done["status"], done["child"]) == ("READING", "SERVED", {"name": "陈高"})
    assert done["services"] == [{"providedOn": "2026-04-15", "outcome": "借到图书十册"}]
    days = {day["day"]: [(one["kind"], one["childName"]) for one in day["entries"]] for day in month["workLog"]["days"]}
    assert days == {
        "2026-04-08": [("VISIT", "陈高"), ("LINE", "陈高")],
        "2026-04-15": [("SERVICE", "陈高")],
        "2026-04-20": [("VISIT", "黄低"), ("REPORT", None)],
        "2026-04-26": [("VISIT", "林中")],
    }
