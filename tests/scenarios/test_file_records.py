"""What is kept of files: parts, spot checks, updates of the system, work logs, ledgers (rules, sections (i))."""

from typing import Any

from care.actions.catch_up_calendar import catch_up_calendar
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

OWED = """query($kinds: [DutyKind!]) {
  duties(where: {kinds: $kinds, statuses: [OPEN DUE_TODAY OVERDUE DONE DONE_LATE MISSED]}) {
  nodes { id kind status dueOn period citation satisfiedBy child { id } division { code } } } }"""
CHECK = """mutation($input: RecordSpotCheckInput!) { recordSpotCheck(input: $input) {
  duty { kind status satisfiedBy } userErrors { code path message citation } warnings { code path } } }"""
UPDATE = """mutation($input: RecordSystemUpdateInput!) { recordSystemUpdate(input: $input) {
  duty { kind status period satisfiedBy } userErrors { code path citation } warnings { code path } } }"""
DRAW = """query($division: DivisionCode!, $seed: String!) {
  spotCheckSample(division: $division, seed: $seed, size: 2) { id } }"""
CHECKS = """query { spotChecks(where: {year: 2026}) { nodes {
  division { code } checkedOn seed population checked wanting
  findings files { child { id } result lacks remark } masked } } }"""
FOUND = {"benefitsReceived": [], "psychologicalNeeds": "无", "carerCapacity": "NO_CARER"}
PARTS = "query($id: ID!) { child(id: $id) { fileCompleteness { section complete lacks } } }"
PENDING = """query($division: DivisionCode!) { pendingSystemUpdates(division: $division) {
  system changed since urgency longestInterval citation } }"""
LOG = """query($division: DivisionCode!, $from: Date!, $until: Date!, $trainee: ID) {
  workLog(division: $division, from: $from, until: $until, trainee: $trainee) { citation
    days { day entries { kind object text note child childName by } } } }"""
LINE = """mutation($input: AddWorkLogLineInput!) { addWorkLogLine(input: $input) {
  line { id text doneOn child { id } recordedBy } userErrors { code path } } }"""
NEED = "mutation($input: OpenNeedInput!) { openNeed(input: $input) { need { id } } }"
SERVICE = "mutation($input: RecordServiceInput!) { recordService(input: $input) { userErrors { code path } } }"
LEDGERS = """query($division: DivisionCode!) { ledgers(division: $division) {
  survey { villages villagesWithFiles citation }
  ledgers { level citation lines { division name households children directors risk { level children } } } } }"""


SUMMARY = """query { submissions(where: {kinds: [SPOT_CHECK_SUMMARY], year: 2026}) { nodes {
  spotChecks { division { code } checked wanting files { result } } } } }"""
EXPLAIN = "query($id: ID!) { explainDuty(id: $id) { sentence rules { key } } }"


async def night(here: Scene) -> None:
    """Let the worker derive what the calendar has begun by the scene's day."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        await catch_up_calendar(work)


async def owed(here: Scene, kind: str) -> list[dict[str, Any]]:
    """Give the county's duties of a kind."""
    nodes = (await here.ask(OWED, kinds=[kind]))["duties"]["nodes"]
    return sorted(nodes, key=lambda one: str(one["dueOn"]))


async def check(here: Scene, *files: dict[str, Any], who: Any = Role.COUNTY_OFFICER, **facts: Any) -> dict[str, Any]:
    form = {"division": str(here.county), "seed": "2026", "size": 2, "checkedOn": "2026-11-20", "files": files, **facts}
    payload: dict[str, Any] = (await here.ask(CHECK, who, input=form))["recordSpotCheck"]
    return payload


async def update(here: Scene, day: str, who: Any = Role.COUNTY_OFFICER, **facts: Any) -> dict[str, Any]:
    form = {
        "division": str(here.county),
        "updatedOn": day,
        "takenAt": f"{day}T08:00:00+08:00",
        "receipt": "回执1",
        **facts,
    }
    payload: dict[str, Any] = (await here.ask(UPDATE, who, input=form))["recordSystemUpdate"]
    return payload


async def test_jl15_a_quarter_without_an_update_of_the_system_is_overdue_and_made_good_late(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-01-10")
    await here.register()
    await night(here)
    (first,) = await owed(here, "SYSTEM_UPDATE")
    assert (first["status"], first["dueOn"], first["child"]) == ("OPEN", "2026-03-31", None)
    assert first["division"]["code"] == str(here.county)
    assert "第8项" in first["citation"]
    here.at("2026-03-31")
    assert (await owed(here, "SYSTEM_UPDATE"))[0]["status"] == "DUE_TODAY"
    here.at("2026-04-01")
    await night(here)
    assert [(one["dueOn"], one["status"]) for one in await owed(here, "SYSTEM_UPDATE")] == [
        ("2026-03-31", "OVERDUE"),
        ("2026-06-30", "OPEN"),
    ]
    here.at("2026-04-05")
    payload = await update(here, "2026-04-05")
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert payload["duty"]["kind"] == "SYSTEM_UPDATE"
    assert [one["status"] for one in await owed(here, "SYSTEM_UPDATE")] == ["DONE_LATE", "DONE"]


async def test_jl_i2_the_receipt_begins_the_next_workbook(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-01-10")
    await here.register()
    (pending,) = (await here.ask(PENDING, division=str(here.county)))["pendingSystemUpdates"]
    assert (pending["system"], pending["changed"], pending["since"]) == ("NATIONAL_CHILD_WELFARE", 1, None)
    assert (pending["urgency"], pending["longestInterval"]) == (None, "1 个季度")
    here.at("2026-01-12")
    payload = await update(here, "2026-01-12", takenAt="2026-01-11T08:00:00+08:00", children=1)
    assert payload["duty"]["status"] == "DONE"
    (pending,) = (await here.ask(PENDING, division=str(here.county)))["pendingSystemUpdates"]
    assert (pending["changed"], pending["since"]) == (0, "2026-01-11T08:00:00+08:00")
    await here.register(name="单小红")
    (pending,) = (await here.ask(PENDING, division=str(here.county)))["pendingSystemUpdates"]
    assert pending["changed"] == 1
    assert (await here.ask(PENDING, Role.TOWNSHIP, division=str(here.county)))["pendingSystemUpdates"] == []
    older = await update(here, "2026-01-12", takenAt="2026-01-10T10:00:00+08:00")
    assert ("CONFLICT", ["takenAt"]) in [(one["code"], one["path"]) for one in older["warnings"]]


async def test_fj_i1_promptly_gives_no_day_and_no_duty_and_is_shown(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-01")
    await here.register()
    await night(here)
    assert await owed(here, "SYSTEM_UPDATE") == []
    (pending,) = (await here.ask(PENDING, division=str(here.county)))["pendingSystemUpdates"]
    assert (pending["urgency"], pending["longestInterval"], pending["changed"]) == ("PROMPT", None, 1)
    payload = await update(here, "2026-02-01")
    assert (payload["userErrors"], payload["warnings"], payload["duty"]) == ([], [], None)


async def test_an_update_names_a_system_that_the_rules_know_there(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-02-01")
    await here.register()
    wrong = await update(here, "2026-02-01", system="SHANXI_MINI_PROGRAM")
    (refused,) = wrong["userErrors"]
    assert (refused["code"], refused["path"]) == ("RULE_VIOLATION", ["system"])
    assert "第8项" in refused["citation"]
    blank = await update(here, "2026-02-02", receipt=" ", division=str(here.township))
    assert {(one["code"], one["path"][0]) for one in blank["userErrors"]} == {
        ("BAD_USER_INPUT", "updatedOn"),
        ("BAD_USER_INPUT", "division"),
        ("REQUIRED", "receipt"),
        *({("BAD_USER_INPUT", "takenAt")} & {(one["code"], one["path"][0]) for one in blank["userErrors"]}),
    }


async def test_fj16_a_year_without_a_spot_check_is_missed(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-10")
    await here.register()
    await night(here)
    (first,) = await owed(here, "FILE_SPOT_CHECK")
    assert (first["status"], first["dueOn"], first["period"]) == ("OPEN", "2026-12-31", "2026")
    told = (await here.ask(EXPLAIN, id=first["id"]))["explainDuty"]
    assert [rule["key"] for rule in told["rules"]] == ["file.spotCheck.perYear"]
    assert "应于2026年12月31日24时前完成档案抽查" in told["sentence"]
    here.at("2027-01-01")
    await night(here)
    assert [one["status"] for one in await owed(here, "FILE_SPOT_CHECK")] == ["MISSED", "OPEN"]


async def test_fj_i4_a_sample_is_drawn_again_by_its_seed_and_its_numbers_go_up(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-10")
    for name in ("甲", "乙", "丙", "丁"):
        await here.register(name=name)
    here.at("2026-11-20")
    drawn = [(await here.ask(DRAW, division=str(here.county), seed="2026"))["spotCheckSample"] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 2
    seeds = {
        str((await here.ask(DRAW, division=str(here.county), seed=seed))["spotCheckSample"]) for seed in "abcdefgh"
    }
    assert len(seeds) > 1
    one, two = (row["id"] for row in drawn[0])
    payload = await check(
        here,
        {"childId": one, "result": "IN_ORDER"},
        {"childId": two, "result": "WANTING", "lacks": ["VISITS"], "remark": "缺走访"},
        findings="已通知补正",
    )
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert payload["duty"]["status"] == "DONE"
    assert payload["duty"]["kind"] == "FILE_SPOT_CHECK"
    (mine,) = (await here.ask(CHECKS))["spotChecks"]["nodes"]
    assert (mine["population"], mine["checked"], mine["wanting"], mine["seed"]) == (4, 2, 1, "2026")
    assert mine["files"] == [
        {"child": {"id": one}, "result": "IN_ORDER", "lacks": [], "remark": None},
        {"child": {"id": two}, "result": "WANTING", "lacks": ["VISITS"], "remark": "缺走访"},
    ]
    (above,) = (await here.ask(CHECKS, Role.PREFECTURE_OFFICER))["spotChecks"]["nodes"]
    assert (above["checked"], above["wanting"], above["division"]["code"]) == (2, 1, str(here.county))
    assert (above["findings"], above["files"]) == (None, [])
    await night(here)
    (summary,) = (await here.ask(SUMMARY, Role.PREFECTURE_OFFICER))["submissions"]["nodes"]
    assert summary["spotChecks"] == [{"division": {"code": str(here.county)}, "checked": 2, "wanting": 1, "files": []}]
    assert (await here.ask(CHECKS, Role.CHILD_SUPERVISOR))["spotChecks"]["nodes"] == []
    draws = await here.ask(DRAW, Role.CHILD_DIRECTOR, division=str(here.county), seed="2026")
    assert draws["spotCheckSample"] == []


async def test_a_spot_check_warns_of_files_that_were_not_drawn_and_refuses_what_cannot_be(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-10")
    children = [await here.register(name=name) for name in ("甲", "乙", "丙")]
    here.at("2026-11-20")
    drawn = {row["id"] for row in (await here.ask(DRAW, division=str(here.county), seed="2026"))["spotCheckSample"]}
    (other,) = set(children) - drawn
    told = (await check(here, {"childId": other, "result": "IN_ORDER"}))["warnings"]
    assert [one["path"] for one in told] == [["files", "0", "childId"], ["files"]]
    wanting, first = {"childId": other, "result": "WANTING"}, {"childId": other, "result": "IN_ORDER"}
    for files, facts, code, path in (
        ([wanting], {}, "REQUIRED", ["files", "0", "lacks"]),
        ([{**first, "lacks": ["BASIC"]}], {}, "BAD_USER_INPUT", ["files", "0", "lacks"]),
        ([first, first], {}, "BAD_USER_INPUT", ["files", "1", "childId"]),
        ([], {}, "REQUIRED", ["files"]),
        ([first], {"size": 0}, "BAD_USER_INPUT", ["size"]),
        ([first], {"seed": " "}, "REQUIRED", ["seed"]),
        ([first], {"checkedOn": "2026-11-21"}, "BAD_USER_INPUT", ["checkedOn"]),
        ([first], {"division": str(here.township)}, "BAD_USER_INPUT", ["division"]),
        ([first], {"division": "350103000000"}, "OUT_OF_JURISDICTION", ["division"]),
        ([{**first, "childId": "child_x"}], {}, "NOT_FOUND", ["files", "0"]),
    ):
        refused = (await check(here, *files, **facts))["userErrors"]
        assert [(one["code"], one["path"]) for one in refused] == [(code, path)], facts
    refused = (await check(here, first, who=Role.CHILD_SUPERVISOR))["userErrors"]
    assert [one["code"] for one in refused] == ["FORBIDDEN"]


async def test_a_province_that_is_silent_asks_for_no_spot_check(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-11-20")
    child = await here.register()
    await night(here)
    assert await owed(here, "FILE_SPOT_CHECK") == []
    refused = (await check(here, {"childId": child, "result": "IN_ORDER"}))["userErrors"]
    assert [(one["code"], one["path"]) for one in refused] == [("RULE_VIOLATION", ["division"])]


async def test_fj_i2_a_file_has_five_parts_each_complete_or_with_what_it_lacks(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-01")
    child = await here.register(address="中山路1号")

    async def parts(who: Role = Role.COUNTY_OFFICER) -> dict[str, tuple[bool, list[str]]]:
        found = (await here.ask(PARTS, who, id=child))["child"]["fileCompleteness"]
        return {one["section"]: (one["complete"], one["lacks"]) for one in found}

    before = await parts()
    assert list(before) == ["BASIC", "VISITS", "WORK_LOG", "AID_RECORDS", "PROBLEMS_AND_SOLUTIONS"]
    assert before["BASIC"] == (
        False,
        ["ethnicity", "hukouDivision", "schoolStatus", "guardianshipCondition", "guardians"],
    )
    assert before["VISITS"] == (False, ["visits"])
    assert before["WORK_LOG"] == (False, ["workLog"])
    assert before["AID_RECORDS"] == (False, ["benefits"])
    assert before["PROBLEMS_AND_SOLUTIONS"] == (True, [])
    line = {"division": str(here.village), "doneOn": "2026-02-01", "text": "联系学校", "childId": child}
    payload = (await here.ask(LINE, Role.CHILD_DIRECTOR, input=line))["addWorkLogLine"]
    assert payload["userErrors"] == []
    assert payload["line"]["child"] == {"id": child}
    assert (await parts())["WORK_LOG"] == (True, [])
    visited = await here.visit(child, "2026-02-01", findings=FOUND)
    assert visited["userErrors"] == []
    after = await parts()
    assert after["AID_RECORDS"] == (True, [])
    assert "visits" not in after["VISITS"][1]
    assert await parts(Role.VILLAGE_COMMITTEE) == {}


async def test_where_the_rules_name_no_parts_a_file_has_none(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-02-01")
    child = await here.register()
    assert (await here.ask(PARTS, id=child))["child"]["fileCompleteness"] == []


async def test_jl_i4_a_work_log_is_composed_of_what_was_done_and_of_free_lines(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-02-01")
    child = await here.register()
    here.at("2026-02-03")
    await here.visit(child, "2026-02-02")
    need = (await here.ask(NEED, Role.CHILD_DIRECTOR, input={"childId": child, "kind": "STUDY"}))["openNeed"]["need"]
    given = {"needId": need["id"], "providedOn": "2026-02-03", "outcome": "辅导作业"}
    assert (await here.ask(SERVICE, Role.CHILD_DIRECTOR, input=given))["recordService"]["userErrors"] == []
    line = {"division": str(here.village), "doneOn": "2026-02-03", "text": "到镇上开会"}
    payload = (await here.ask(LINE, Role.CHILD_DIRECTOR, input=line))["addWorkLogLine"]
    assert payload["line"]["recordedBy"] == "child_director@jilin"
    asked = {"division": str(here.village), "from": "2026-02-01", "until": "2026-02-28"}
    log = (await here.ask(LOG, Role.CHILD_DIRECTOR, **asked))["workLog"]
    assert "第8项" in log["citation"]
    assert [(day["day"], [one["kind"] for one in day["entries"]]) for day in log["days"]] == [
        ("2026-02-02", ["VISIT"]),
        ("2026-02-03", ["SERVICE", "LINE"]),
    ]
    (visit,), (service, told) = (day["entries"] for day in log["days"])
    assert (service["text"], service["note"], service["child"]) == ("关爱服务", "辅导作业", child)
    assert (visit["child"], visit["childName"], visit["object"][:6]) == (child, "单小明", "visit_")
    assert (told["text"], told["child"]) == ("到镇上开会", None)
    other = (await here.ask(LOG, Role.CHILD_DIRECTOR, **asked, trainee="trainee_x"))["workLog"]
    assert other["days"] == []
    empty = (await here.ask(LOG, here.caller(Role.COUNTY_OFFICER, 220702000000), **asked))["workLog"]
    assert empty["days"] == []


async def test_a_free_line_says_something_of_a_day_that_has_been(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-02-01")
    child = await here.register()
    good = {"division": str(here.village), "doneOn": "2026-02-01", "text": "开会"}
    for facts, code, path in (
        ({"text": " "}, "REQUIRED", ["text"]),
        ({"doneOn": "2026-02-02"}, "BAD_USER_INPUT", ["doneOn"]),
        ({"division": "220702000000"}, "OUT_OF_JURISDICTION", ["division"]),
        ({"childId": "child_x"}, "NOT_FOUND", ["childId"]),
        ({"traineeId": "trainee_x"}, "NOT_FOUND", ["traineeId"]),
        ({"childId": child, "division": str(here.township)}, "BAD_USER_INPUT", ["division"]),
    ):
        payload = (await here.ask(LINE, Role.CHILD_SUPERVISOR, input={**good, **facts}))["addWorkLogLine"]
        assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [(code, path)], facts
    payload = (await here.ask(LINE, Role.TOWNSHIP, input=good))["addWorkLogLine"]
    assert [one["code"] for one in payload["userErrors"]] == ["FORBIDDEN"]


async def test_xg_i4_each_level_has_its_ledger(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-05-01")
    child = await here.register()
    await here.register(name="单小红", division=str(here.village + 1))
    found = (await here.ask(LEDGERS, division=str(here.county)))["ledgers"]
    books = {one["level"]: one for one in found["ledgers"]}
    assert list(books) == [
        "CHILD_FILE",
        "HOUSEHOLD_FILE",
        "TOWNSHIP_LEDGER",
        "CITY_LIBRARY",
        "DIRECTOR_LEDGER",
        "SUPERVISOR_LEDGER",
    ]
    lines = {
        level: [(one["division"], one["households"], one["children"]) for one in book["lines"]]
        for level, book in books.items()
    }
    assert lines["HOUSEHOLD_FILE"] == [(str(here.village), 1, 1), (str(here.village + 1), 1, 1)]
    assert lines["TOWNSHIP_LEDGER"] == [(str(here.township), 2, 2)]
    assert lines["CITY_LIBRARY"] == [(str(here.county), 2, 2)]
    assert books["CITY_LIBRARY"]["lines"][0]["name"]
    assert "第6" in books["TOWNSHIP_LEDGER"]["citation"] or "6" in books["TOWNSHIP_LEDGER"]["citation"]
    assert found["survey"]["villagesWithFiles"] == 2
    assert found["survey"]["villages"] >= 2
    mine = (await here.ask(LEDGERS, Role.CHILD_DIRECTOR, division=str(here.county)))["ledgers"]
    assert [
        one["children"] for book in mine["ledgers"] for one in book["lines"] if book["level"] == "CITY_LIBRARY"
    ] == [1]
    above = (await here.ask(LEDGERS, Role.PREFECTURE_OFFICER, division=str(here.county)))["ledgers"]
    assert (above["ledgers"], above["survey"]) == ([], None)
    rows = (
        "query($d: DivisionCode!) { households(where: {division: $d}) { nodes { division { code } children { id } } } }"
    )
    households = (await here.ask(rows, d=str(here.village)))["households"]["nodes"]
    assert [one["children"] for one in households] == [[{"id": child}]]


async def test_fj_i5_the_ledger_of_risk_counts_files_by_level_for_who_reads_of_them(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-05-01")
    await here.register()
    for who, risk in ((Role.COUNTY_OFFICER, [{"level": "UNRATED", "children": 1}]), (Role.VILLAGE_COMMITTEE, [])):
        books = (await here.ask(LEDGERS, who, division=str(here.county)))["ledgers"]["ledgers"]
        (book,) = (one for one in books if one["level"] == "RISK_LEDGER")
        assert [line["risk"] for line in book["lines"]] == [risk], who
        assert all(line["risk"] == [] for one in books if one is not book for line in one["lines"])
