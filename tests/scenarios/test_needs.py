"""Needs and what is done about them: the classified list, referral, services, plans, pairings, problems of visits."""

from dataclasses import replace
from typing import Any

from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import duties, night
from tests.support.reporting import ASSIGN, REVOKE, SAVE
from tests.support.scenes import Scene

ERRORS = "userErrors { code message path citation } warnings { code path citation }"
NEED = "id version kind status citation detail claimedBy organisation { name } child { id name }"
SERVICES = "services { providedOn provider purchased purchasedAs outcome report { id } }"


def need_of(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ need {{ {NEED} {SERVICES} }} {ERRORS} }} }}"


def child_of(name: str) -> str:
    kind = name[0].upper() + name[1:]
    fields = "id carePlan { measures madeOn reviewOn citation } pairing { name unit until }"
    return f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ child {{ {fields} }} {ERRORS} }} }}"


LIST = "query($where: NeedWhere) { needs(where: $where, first: 20) { nodes { id kind status } } }"
SEEN = """query($child: ID!, $need: ID!) {
  child(id: $child) { name sex address guardians { name } needs(first: 5) { nodes { kind } } pairing { name } }
  node(id: $need) { ... on Need { kind status services { outcome } } } }"""


async def do(here: Scene, name: str, who: Role | Caller = Role.CHILD_DIRECTOR, /, **facts: Any) -> dict[str, Any]:
    document = need_of(name) if "eed" in name or name == "recordService" else child_of(name)
    payload: dict[str, Any] = (await here.ask(document, who, input=facts))[name]
    return payload


async def opened(here: Scene, child: str, kind: str = "STUDY", **facts: Any) -> dict[str, Any]:
    payload = await do(here, "openNeed", childId=child, kind=kind, **facts)
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["need"]
    return found


async def school(here: Scene, *, account: str = "teacher@school") -> tuple[str, Caller]:
    """Enter a school with somebody who acts for it; gives its id and that person."""
    form = {"name": "中山小学", "kind": "SCHOOL", "division": str(here.township)}
    key: str = (await here.ask(SAVE, input=form))["saveOrganisation"]["organisation"]["id"]
    role = {"subject": account, "role": "SCHOOL", "organisationId": key}
    assert (await here.ask(ASSIGN, input=role))["assignRole"]["userErrors"] == []
    return key, listed(here, Role.SCHOOL, account)


def listed(here: Scene, role: Role, subject: str) -> Caller:
    return replace(here.caller(role, subject=subject), areas=(), scope="{}")


def codes(problems: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(one["code"], one["path"]) for one in problems]


async def test_fj_c3_needs_stand_in_a_classified_list_with_what_the_documents_say(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    reading = await opened(here, child, "READING", detail="缺少课外书")
    assert reading["status"] == "OPEN"
    assert "第三部分第8项" in reading["citation"]
    assert "第2、3、7、10项" in reading["citation"]
    company = await opened(here, child, "COMPANY")
    again = await do(here, "openNeed", childId=child, kind="READING")
    assert codes(again["warnings"]) == [("CONFLICT", ["kind"])]
    unnamed = await do(here, "openNeed", childId=child, kind="HUKOU")
    assert codes(unnamed["warnings"]) == [("RULE_VIOLATION", ["kind"])]
    county = (await here.ask(LIST, Role.COUNTY_OFFICER, where={"division": str(here.county)}))["needs"]
    assert [one["kind"] for one in county["nodes"]] == ["COMPANY", "HUKOU", "READING", "READING"]
    some = {"kinds": ["COMPANY", "READING"], "statuses": ["OPEN"], "child": child}
    found = (await here.ask(LIST, Role.CHILD_SUPERVISOR, where=some))["needs"]["nodes"]
    assert [one["id"] for one in found] == [company["id"], again["need"]["id"], reading["id"]]
    other = here.caller(Role.COUNTY_OFFICER, 350103000000)
    assert (await here.ask(LIST, other))["needs"]["nodes"] == []
    assert (await here.ask(LIST, Role.VILLAGE_COMMITTEE))["needs"]["nodes"] == []


async def test_where_no_document_speaks_of_a_list_the_need_cites_the_service_alone(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-02")
    need = await opened(here, await here.register(), "STUDY")
    assert "第十一条、第十二条" in need["citation"]


async def test_a_referral_shows_that_need_and_the_childs_minimum_until_the_date(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register(address="中山路1号")
    need, other = await opened(here, child, "ONE_TO_ONE"), await opened(here, child, "READING")
    key, teacher = await school(here)
    asked = {"child": child, "need": need["id"]}
    assert await here.ask(SEEN, teacher, **asked) == {"child": None, "node": None}
    past = await do(
        here, "referNeed", needId=need["id"], version=1, organisationId=key, until="2026-03-01T00:00:00+08:00"
    )
    assert codes(past["userErrors"]) == [("BAD_USER_INPUT", ["until"])]
    sent = await do(
        here, "referNeed", needId=need["id"], version=1, organisationId=key, until="2026-06-01T00:00:00+08:00"
    )
    assert (sent["userErrors"], sent["warnings"]) == ([], [])
    assert (sent["need"]["status"], sent["need"]["organisation"]) == ("REFERRED", {"name": "中山小学"})
    seen = await here.ask(SEEN, teacher, **asked)
    assert seen["node"] == {"kind": "ONE_TO_ONE", "status": "REFERRED", "services": []}
    assert seen["child"]["name"] == "单小明"
    assert (seen["child"]["address"], seen["child"]["guardians"]) == (None, [])
    assert seen["child"]["needs"]["nodes"] == [{"kind": "ONE_TO_ONE"}]
    assert (await here.ask(SEEN, teacher, child=child, need=other["id"]))["node"] is None

    taken = await do(here, "claimNeed", teacher, needId=need["id"])
    assert (taken["need"]["status"], taken["need"]["claimedBy"]) == ("CLAIMED", "林老师")
    served = await do(
        here, "recordService", teacher, needId=need["id"], providedOn="2026-03-02", outcome="每周辅导一次"
    )
    assert served["userErrors"] == []
    (service,) = served["need"]["services"]
    assert (served["need"]["status"], service["outcome"]) == ("SERVED", "每周辅导一次")
    hidden = await do(here, "recordService", teacher, needId=other["id"], providedOn="2026-03-02", outcome="x")
    assert codes(hidden["userErrors"]) == [("NOT_FOUND", ["needId"])]
    refused = await do(here, "closeNeed", teacher, needId=need["id"], version=4, outcome="x")
    assert codes(refused["userErrors"]) == [("FORBIDDEN", [])]

    here.at("2026-06-02")
    assert await here.ask(SEEN, teacher, **asked) == {"child": None, "node": None}


async def test_a_referral_follows_the_office_and_ends_with_the_role_the_next_one_and_the_closing(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    need = await opened(here, child)
    key, first = await school(here, account="one@school")
    refer = {"needId": need["id"], "organisationId": key, "until": "2026-06-01T00:00:00+08:00"}
    await do(here, "referNeed", **refer, version=1)
    late = {"subject": "two@school", "role": "SCHOOL", "organisationId": key}
    await here.ask(ASSIGN, input=late)
    second, asked = listed(here, Role.SCHOOL, "two@school"), {"child": child, "need": need["id"]}
    assert (await here.ask(SEEN, second, **asked))["child"]["name"] == "单小明"
    await here.ask(REVOKE, input=late)
    assert await here.ask(SEEN, second, **asked) == {"child": None, "node": None}
    assert (await here.ask(SEEN, first, **asked))["child"] is not None
    nobody = {"name": "卫生健康局", "kind": "DEPARTMENT", "department": "HEALTH", "division": str(here.county)}
    await here.ask(SAVE, input=nobody)
    moved = await do(
        here, "referNeed", needId=need["id"], version=2, department="HEALTH", until="2026-06-01T00:00:00+08:00"
    )
    assert moved["need"]["organisation"] == {"name": "卫生健康局"}
    assert codes(moved["warnings"]) == [("REQUIRED", ["organisationId"])]
    assert await here.ask(SEEN, first, **asked) == {"child": None, "node": None}
    await do(here, "referNeed", **refer, version=3)
    closed = await do(here, "closeNeed", needId=need["id"], version=4, outcome="已解决")
    assert closed["need"]["status"] == "CLOSED"
    assert await here.ask(SEEN, first, **asked) == {"child": None, "node": None}
    again = await do(here, "recordService", needId=need["id"], providedOn="2026-03-02", outcome="x")
    assert codes(again["userErrors"]) == [("CONFLICT", ["needId"])]


FILE = """mutation($input: FileReportInput!) { fileReport(input: $input) { report { id } userErrors { code path } } }"""


async def test_yn_d4_a_service_names_the_report_that_it_follows_from(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    child, stranger = await here.register(), await here.register(name="蓝小燕")
    form = {
        "childIds": [child],
        "circumstance": "ABUSE",
        "discoveredAt": "2026-03-02T08:00:00+08:00",
        "division": str(here.village),
        "narrative": "身上有伤",
        "reporterKind": "CHILD_DIRECTOR",
    }
    report = (await here.ask(FILE, Role.CHILD_DIRECTOR, input=form))["fileReport"]["report"]["id"]
    need, other = await opened(here, child, "COMFORT"), await opened(here, stranger, "COMFORT")
    facts = {"providedOn": "2026-03-02", "outcome": "陪伴安抚", "reportId": report}
    bought = {"purchased": True, "purchasedAs": "COUNSELLING", "provider": "蓝天社工"}
    done = await do(here, "recordService", Role.COUNTY_OFFICER, needId=need["id"], **facts, **bought)
    assert (done["userErrors"], done["warnings"]) == ([], [])
    assert done["need"]["services"] == [
        {
            "providedOn": "2026-03-02",
            "provider": "蓝天社工",
            "purchased": True,
            "purchasedAs": "COUNSELLING",
            "outcome": "陪伴安抚",
            "report": {"id": report},
        }
    ]
    wrong = await do(here, "recordService", Role.COUNTY_OFFICER, needId=other["id"], **facts)
    assert codes(wrong["userErrors"]) == [("NOT_FOUND", ["reportId"])]
    unbought = await do(
        here, "recordService", needId=need["id"], providedOn="2026-03-02", outcome="x", purchasedAs="HOTLINE"
    )
    assert codes(unbought["userErrors"]) == [("BAD_USER_INPUT", ["purchasedAs"])]


async def test_fj_k5_a_paired_person_reads_the_child_and_its_needs_while_the_pairing_lasts(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register(address="中山路1号")
    before = await opened(here, child, "STUDY")
    person = listed(here, Role.PAIRING_PERSON, "aunt@fujian")
    form = {"childId": child, "name": "王芳", "phone": "0591-87654321", "subject": "aunt@fujian"}
    open_ended = await do(here, "setPairing", **form)
    assert codes(open_ended["userErrors"]) == [("REQUIRED", ["until"])]
    set_ = await do(here, "setPairing", **form, until="2026-09-01T00:00:00+08:00")
    assert codes(set_["warnings"]) == [("REQUIRED", ["subject"])]
    assert set_["child"]["pairing"]["name"] == "王芳"
    after = await opened(here, child, "READING")
    for need in (before, after):
        seen = await here.ask(SEEN, person, child=child, need=need["id"])
        assert seen["node"] is not None
        assert (seen["child"]["name"], seen["child"]["address"]) == ("单小明", None)
        assert seen["child"]["pairing"] == {"name": "王芳"}
    helped = await do(here, "recordService", person, needId=after["id"], providedOn="2026-03-02", outcome="共读一小时")
    assert helped["need"]["status"] == "SERVED"

    role = {"subject": "uncle@fujian", "role": "VOLUNTEER", "division": str(here.county)}
    await here.ask(ASSIGN, input=role)
    new = {"childId": child, "name": "李强", "phone": "0591-87654322", "subject": "uncle@fujian"}
    changed = await do(here, "setPairing", **new, until="2026-09-01T00:00:00+08:00")
    assert changed["warnings"] == []
    other, asked = listed(here, Role.VOLUNTEER, "uncle@fujian"), {"child": child, "need": before["id"]}
    assert await here.ask(SEEN, person, **asked) == {"child": None, "node": None}
    assert (await here.ask(SEEN, other, **asked))["child"]["name"] == "单小明"
    ended = await do(here, "endPairing", childId=child, reason="调离")
    assert ended["child"]["pairing"] is None
    assert await here.ask(SEEN, other, **asked) == {"child": None, "node": None}
    twice = await do(here, "endPairing", childId=child)
    assert codes(twice["userErrors"]) == [("NOT_FOUND", ["childId"])]


async def test_a_pairing_ends_by_its_date_and_leaves_what_a_referral_gave(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    need = await opened(here, child)
    key, both = await school(here, account="both@school")
    await do(here, "referNeed", needId=need["id"], version=1, organisationId=key, until="2026-12-01T00:00:00+08:00")
    form = {"childId": child, "name": "王芳", "phone": "0591-87654321", "subject": "both@school"}
    await do(here, "setPairing", **form, until="2026-04-01T00:00:00+08:00")
    await do(here, "endPairing", childId=child)
    asked = {"child": child, "need": need["id"]}
    assert (await here.ask(SEEN, both, **asked))["child"]["name"] == "单小明"
    await do(here, "setPairing", **{**form, "subject": "aunt@fujian"}, until="2026-04-01T00:00:00+08:00")
    person = listed(here, Role.PAIRING_PERSON, "aunt@fujian")
    assert (await here.ask(SEEN, person, **asked))["child"] is not None
    here.at("2026-04-02")
    assert await here.ask(SEEN, person, **asked) == {"child": None, "node": None}


PLANS = """query($where: CarePlanWhere) { carePlans(where: $where, first: 5) {
  nodes { measures reviewOn child { id } } } }"""


async def test_fj_k14_and_xg_k11_a_child_has_a_dated_plan_of_its_own(scene: Stage) -> None:
    for jurisdiction, citing in (("fujian", "第19项"), ("shangri-la", "第20项"), ("jilin", None)):
        here = scene(jurisdiction)
        here.at("2026-03-02")
        child = await here.register()
        form = {"childId": child, "measures": "每周入户陪读", "reviewOn": "2026-06-01", "responsible": "林老师"}
        payload = await do(here, "setCarePlan", Role.CHILD_SUPERVISOR, **form)
        assert payload["userErrors"] == []
        plan = payload["child"]["carePlan"]
        assert (plan["measures"], plan["madeOn"], plan["reviewOn"]) == ("每周入户陪读", "2026-03-02", "2026-06-01")
        assert (citing is None) == (plan["citation"] is None)
        assert citing is None or citing in plan["citation"]
        early = await do(here, "setCarePlan", **{**form, "reviewOn": "2026-03-02"})
        assert codes(early["userErrors"]) == [("BAD_USER_INPUT", ["reviewOn"])]
        here.at("2026-06-01")
        newer = await do(here, "setCarePlan", **{**form, "measures": "改为每月", "reviewOn": "2026-12-01"})
        assert newer["child"]["carePlan"]["measures"] == "改为每月"
        due = (await here.ask(PLANS, where={"reviewBefore": "2026-07-01", "child": child}))["carePlans"]["nodes"]
        assert due == [{"measures": "每周入户陪读", "reviewOn": "2026-06-01", "child": {"id": child}}]


PROBLEMS = """query($where: VisitWhere) { visits(where: $where, first: 5) {
  nodes { id version problems solutions problemStatus problemSolvedOn } } }"""
SOLVE = """mutation($input: SolveProblemInput!) { solveProblem(input: $input) {
  visits { problemStatus problemSolvedOn solutions } userErrors { code path } } }"""
CORRECT = """mutation($input: CorrectVisitInput!) { correctVisit(input: $input) {
  visits { problemStatus } userErrors { code path } } }"""
VISIT = """mutation($input: RecordVisitInput!) { recordVisit(input: $input) { visits { id }
  userErrors { code path citation } warnings { code path citation } } }"""


async def test_fj_k10_a_problem_has_a_solution_and_is_listed_until_it_is_solved(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-10")
    child = await here.register()
    form = {"childIds": [child], "mode": "PHONE", "occurredAt": "2026-03-10T08:00:00+08:00", "problems": "无人接送"}
    bare = (await here.ask(VISIT, Role.CHILD_DIRECTOR, input=form))["recordVisit"]
    assert codes(bare["userErrors"]) == [("REQUIRED", ["solutions"])]
    assert "第三部分第4项" in bare["userErrors"][0]["citation"]
    assert (await here.visit(child, "2026-03-09", "PHONE"))["userErrors"] == []
    await here.ask(VISIT, Role.CHILD_DIRECTOR, input={**form, "solutions": "联系邻居"})
    (row,) = (await here.ask(PROBLEMS, where={"problemStatuses": ["OPEN"]}))["visits"]["nodes"]
    assert (row["problems"], row["problemStatus"], row["problemSolvedOn"]) == ("无人接送", "OPEN", None)
    sent = {"visitId": row["id"], "version": row["version"], "solvedOn": "2026-03-09"}
    early = (await here.ask(SOLVE, input=sent))["solveProblem"]
    assert codes(early["userErrors"]) == [("BAD_USER_INPUT", ["solvedOn"])]
    sent |= {"solvedOn": "2026-03-10", "solutions": "邻居每日接送"}
    solved = (await here.ask(SOLVE, input=sent))["solveProblem"]["visits"]
    assert solved == [{"problemStatus": "SOLVED", "problemSolvedOn": "2026-03-10", "solutions": "邻居每日接送"}]
    assert (await here.ask(PROBLEMS, where={"problemStatuses": ["OPEN"]}))["visits"]["nodes"] == []
    again = (await here.ask(SOLVE, input={**sent, "version": 2}))["solveProblem"]
    assert codes(again["userErrors"]) == [("CONFLICT", ["visitId"])]
    both = (await here.ask(PROBLEMS, where={"problemStatuses": ["SOLVED"]}))["visits"]["nodes"]
    assert [one["id"] for one in both] == [row["id"]]
    fix = {"id": row["id"], "version": 2, "reason": "写错", "mode": "IN_PERSON"}
    kept = (await here.ask(CORRECT, Role.CHILD_DIRECTOR, input=fix))["correctVisit"]["visits"]
    assert kept == [{"problemStatus": "SOLVED"}]


async def test_jl_d9_psychological_needs_of_a_visit_call_for_a_need(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-10")
    child = await here.register()

    async def asked(needs: str) -> list[list[str]]:
        form = {"childIds": [child], "mode": "PHONE", "occurredAt": "2026-03-10T08:00:00+08:00"}
        payload = (
            await here.ask(VISIT, Role.CHILD_DIRECTOR, input={**form, "findings": {"psychologicalNeeds": needs}})
        )["recordVisit"]
        assert payload["userErrors"] == []
        return [one["path"] for one in payload["warnings"] if one["citation"] and "第2项" in one["citation"]]

    path = ["findings", "psychologicalNeeds"]
    assert await asked("无。") == []
    assert path in await asked("夜里哭，不愿上学")
    await opened(here, child, "PSYCH_COUNSELLING")
    assert path not in await asked("夜里哭，不愿上学")


async def test_xg_k8_aftercare_is_done_by_a_service_that_helps_an_orphan_on(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-01")
    child = await here.register(birthDate="2008-06-15", categories=[{"category": "ORPHAN"}])
    here.at("2026-06-16")
    await night(here)
    (owed,) = await duties(here, child, "AFTERCARE")
    assert owed["status"] == "OPEN"
    need = await opened(here, child, "ADULT_TRANSITION")
    here.at("2026-06-17")
    payload = await do(here, "recordService", needId=need["id"], providedOn="2026-06-17", outcome="已联系职业学校")
    assert payload["userErrors"] == []
    (done,) = await duties(here, child, "AFTERCARE")
    assert done["status"] == "DONE"
