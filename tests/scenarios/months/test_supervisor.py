"""A month of a child supervisor in Yunnan: a patrol, a screening gone through, a report passed on, a work report."""

from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.months import account, give, owed, until
from tests.support.reporting import ACKNOWLEDGE, PASS_ON, by_recipient, employed, file, liaison, read, send
from tests.support.rounds import DISABLED, counters, entry, rounds, screen

TOPICS = ["VILLAGE_SCREENING", "KEY_FOLLOW_UP", "DIRECTOR_PERFORMANCE", "CHILDRENS_HOME", "DATA_TIMELINESS"]
PATROL = "duty { status dueOn patrol { topics findings } }"
MONTH = """query { workReports { nodes { reportedOn content recipients division { code } } }
  duties(where: {kinds: [SCREENING], statuses: [MISSED]}) { nodes { reasons citation child { name } } } }"""


async def test_a_supervisor_patrols_and_leaves_a_disabled_child_unvisited(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-02-20")
    police, civil = [await liaison(here, which) for which in (Department.POLICE, Department.CIVIL_AFFAIRS)]
    me = await employed(here, Role.CHILD_SUPERVISOR)
    first, second = await here.register(name="和平"), await here.register(name="杨林")
    disabled = await here.register(name="李山", **DISABLED)

    await until(here, "2026-03-01")
    assert await owed(here, me) == [
        ("FOLLOW_UP", "李山", "2026-03-31", "OPEN"),
        ("SCREENING", "和平", "2026-03-31", "OPEN"),
        ("SCREENING", "李山", "2026-03-31", "OPEN"),
        ("SCREENING", "杨林", "2026-03-31", "OPEN"),
        ("TOWNSHIP_PATROL", "", "2026-03-31", "OPEN"),
    ]
    assert [(one["period"], one["status"], counters(one)) for one in await rounds(here, me)] == [
        ("2026Q1", "OPEN", (3, 0, 1, 0))
    ]

    await until(here, "2026-03-06")
    await screen(here, "2026Q1", entry(first, "2026-03-06"), entry(disabled, "2026-03-06", "PHONE_CHECK"))
    work = {"division": str(here.village), "reportedOn": "2026-03-06", "content": "已筛查两户，一户未入户"}
    await give(here, "sendWorkReport", "workReport { id }", Role.CHILD_DIRECTOR, **work)

    await until(here, "2026-03-12", "10:00")
    neglect = {"childIds": [first]}
    report = (await file(here, "GUARDIAN_NOT_PERFORMING", "2026-03-12T10:00", Role.CHILD_DIRECTOR, **neglect))["report"]
    passed = await send(here, PASS_ON, me, reportId=report["id"], recipients=["CIVIL_AFFAIRS"])
    assert passed["userErrors"] == []
    for name, who in (("POLICE", police), ("CIVIL_AFFAIRS", civil)):
        answer = {"reportId": report["id"], "recipient": name, "at": "2026-03-12T10:00:00+08:00"}
        assert (await send(here, ACKNOWLEDGE, who, **answer))["userErrors"] == []

    await until(here, "2026-03-20")
    patrol = {"division": str(here.township), "patrolledOn": "2026-03-20", "topics": TOPICS, "findings": "一户未入户"}
    assert await give(here, "recordPatrol", PATROL, me, **patrol) == {
        "status": "DONE",
        "dueOn": "2026-03-31",
        "patrol": {"topics": TOPICS, "findings": "一户未入户"},
    }
    screened = await screen(here, "2026Q1", entry(second, "2026-03-20"), who=me)
    assert (screened["userErrors"], counters(screened["screeningRound"])) == ([], (3, 2, 1, 0))

    await until(here, "2026-03-31")
    assert await owed(here, me) == [
        ("FOLLOW_UP", "李山", "2026-03-31", "DUE_TODAY"),
        ("SCREENING", "李山", "2026-03-31", "DUE_TODAY"),
        ("TOWNSHIP_PATROL", "", "2026-06-20", "OPEN"),
    ]
    await until(here, "2026-04-01")
    assert await account(here, me, dueBefore="2026-04-01") == [
        ("FOLLOW_UP", "李山", "2026-03-31", "MISSED"),
        *[("REPORT", "", "2026-03-12", "DONE")] * 2,
        *[("REPORT_ACKNOWLEDGEMENT", "", "2026-03-12", "DONE")] * 2,
        ("SCREENING", "和平", "2026-03-31", "DONE"),
        ("SCREENING", "李山", "2026-03-31", "MISSED"),
        ("SCREENING", "杨林", "2026-03-31", "DONE"),
        ("TOWNSHIP_PATROL", "", "2026-03-31", "DONE"),
    ]
    assert [(one["period"], one["status"], counters(one)) for one in await rounds(here, me)] == [
        ("2026Q2", "OPEN", (3, 0, 1, 0)),
        ("2026Q1", "MISSED", (3, 2, 1, 0)),
    ]
    assert await here.ask(MONTH, me) == {
        "workReports": {
            "nodes": [
                {
                    "reportedOn": "2026-03-06",
                    "content": "已筛查两户，一户未入户",
                    "recipients": ["VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"],
                    "division": {"code": str(here.village)},
                }
            ]
        },
        "duties": {
            "nodes": [
                {
                    "reasons": ["CHILD_DISABLED", "NOT_VISITED"],
                    "citation": "云民规〔2019〕3号（六）",
                    "child": {"name": "李山"},
                }
            ]
        },
    }
    (seen,) = await read(here, me)
    assert (seen["id"], seen["stage"], set(by_recipient(seen, informed=False))) == (
        report["id"],
        "RECEIVED",
        {"POLICE", "CIVIL_AFFAIRS"},
    )
