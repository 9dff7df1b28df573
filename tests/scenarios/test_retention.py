"""How long files are kept: archived after the tenant's term, held where somebody needs them, erased on request."""

from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.scenarios.test_jilin_areas import AGREED, HUKOU, agree, from_elsewhere
from tests.scenarios.test_statistics import cells, refresh, registered
from tests.support.casework import opened, told
from tests.support.dues import night
from tests.support.entrusting import list_for
from tests.support.glass import NUMBER, by_hand, codes, trail
from tests.support.keeping import archive, close, keep, kept, reopen
from tests.support.reporting import admin, file
from tests.support.scenes import Scene

LISTS = """query($id: ID!) {
  child(id: $id) { id fileStatus visits { totalCount } guardians { name } household { id children { id } } }
  node(id: $id) { id }
  children { totalCount nodes { id } }
  archived: children(where: {fileStatus: [ARCHIVED]}) { totalCount nodes { id } }
  kept: children(where: {or: [{fileStatus: [ARCHIVED]}, {search: "单"}]}) { nodes { id } }
  found: children(where: {search: "单小明"}) { nodes { id } }
  guardians { totalCount } its: guardians(where: {child: $id}) { totalCount }
  visits { totalCount } theirs: visits(where: {child: $id}) { totalCount }
  duties(where: {child: $id}) { totalCount } every: duties { nodes { child { id } } } }"""
TERM = "{ retentionTerm { months setBy } }"
FATHER = {"relation": "FATHER", "name": "单大伟", "phone": "13800008642"}
NOBODY: dict[str, Any] = {"child": None, "node": None, "archived": {"totalCount": 0, "nodes": []}}


async def looked_after(here: Scene, **facts: Any) -> str:
    """Register a child with a father that is visited once; gives its id."""
    child = await here.register(guardians=[FATHER], **facts)
    assert (await here.visit(child, here.house.clock().date().isoformat()))["userErrors"] == []
    return child


async def test_closed_files_are_archived_after_the_tenants_term_and_never_before_one_is_set(
    scene: Stage, theatre_url: str
) -> None:
    here = scene("fujian")
    here.at("2024-03-01")
    child, other = await looked_after(here), await looked_after(here, name="单小红")
    assert (await close(here, child))["userErrors"] == []
    here.at("2026-03-02")
    assert (await here.ask(TERM)) == {"retentionTerm": None}
    assert await archive(here) == 0

    refused = await keep(here, "setRetentionTerm", Role.COUNTY_OFFICER, months=24, reason="省厅规定")
    assert codes(refused) == [("FORBIDDEN", [])]
    faulty = await keep(here, "setRetentionTerm", admin(here), months=0, reason=" ")
    assert codes(faulty) == [("BAD_USER_INPUT", ["months"]), ("REQUIRED", ["reason"])]
    term = await kept(here, "setRetentionTerm", admin(here), months=25, reason="省厅规定")
    assert (term["months"], term["setBy"]) == (25, "admin@fujian")
    assert await archive(here) == 0
    await kept(here, "setRetentionTerm", admin(here), months=24, reason="省厅规定")
    assert (await here.ask(TERM))["retentionTerm"]["months"] == 24
    (first, _) = await trail(theatre_url, "retention:set")
    assert (first["subject"], first["reason"]) == ("admin@fujian", "省厅规定")

    assert (await here.ask(LISTS, Role.CHILD_DIRECTOR, id=child))["children"]["totalCount"] == 2
    assert await archive(here) == 1
    assert await archive(here) == 0
    (row,) = await trail(theatre_url, "child:archive")
    assert (row["subject"], f"child_{row['object']}") == ("local:worker", child)

    gone = await here.ask(LISTS, Role.CHILD_DIRECTOR, id=child)
    assert {name: gone[name] for name in NOBODY} == NOBODY
    for name in ("children", "kept", "found"):
        assert [one["id"] for one in gone[name]["nodes"]] == ([] if name == "found" else [other])
    assert (gone["guardians"]["totalCount"], gone["its"]["totalCount"], gone["theirs"]["totalCount"]) == (1, 0, 0)
    assert gone["duties"]["totalCount"] == 0
    assert {one["child"]["id"] for one in gone["every"]["nodes"]} == {other}

    there = await here.ask(LISTS, id=child)
    assert (there["child"]["fileStatus"], there["node"]) == ("ARCHIVED", {"id": child})
    assert (there["child"]["visits"]["totalCount"], there["child"]["guardians"]) == (1, [{"name": "单大伟"}])
    assert [one["id"] for one in there["children"]["nodes"]] == [other]
    assert (there["archived"]["totalCount"], there["archived"]["nodes"]) == (1, [{"id": child}])
    assert {one["id"] for one in there["kept"]["nodes"]} == {child, other}
    assert there["found"]["nodes"] == []
    assert (there["guardians"]["totalCount"], there["its"]["totalCount"]) == (1, 1)
    assert (there["visits"]["totalCount"], there["theirs"]["totalCount"]) == (1, 1)
    assert {one["child"]["id"] for one in there["every"]["nodes"] if one["child"]} == {other}


async def test_nothing_is_done_with_an_archived_file_until_who_keeps_it_opens_it_again(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2024-03-01")
    number = NUMBER
    child = await looked_after(here, residentId=number, residentIdMissing=None)
    await list_for(here, "volunteer@fujian", child)
    volunteer = here.caller(Role.VOLUNTEER, subject="volunteer@fujian")
    assert (await here.ask(LISTS, volunteer, id=child))["child"]["id"] == child
    await close(here, child)
    await kept(here, "setRetentionTerm", admin(here), months=1, reason="省厅规定")
    here.at("2026-03-02")
    assert await archive(here) == 1
    assert (await here.ask(LISTS, volunteer, id=child))["child"] is None

    visit = await here.visit(child, "2026-03-02")
    assert codes(visit) == [("NOT_FOUND", ["childIds", "0"])]
    same = {"residentId": number, "residentIdMissing": None, "sex": "MALE"}
    register = """mutation($input: RegisterChildInput!) { registerChild(input: $input) { child { id }
      userErrors { code path message } } }"""
    form = {"name": "单小明", "birthDate": "2016-05-01", "division": str(here.village), "hukouType": "RURAL", **same}
    county = (await here.ask(register, input=form))["registerChild"]
    assert codes(county) == [("CONFLICT", ["residentId"])]
    assert child in county["userErrors"][0]["message"]
    director = (await here.ask(register, Role.CHILD_DIRECTOR, input=form))["registerChild"]
    assert director["userErrors"] == []

    assert codes(await reopen(here, child, Role.CHILD_DIRECTOR)) == [("FORBIDDEN", [])]
    back = await reopen(here, child)
    assert (back["userErrors"], back["child"]["fileStatus"]) == ([], "OPEN")
    assert [one["status"] for one in back["child"]["fileHistory"]] == ["CLOSED", "ARCHIVED", "OPEN"]
    assert (await here.ask(LISTS, Role.CHILD_DIRECTOR, id=child))["child"]["visits"]["totalCount"] == 1
    # Whoever had it by list is listed anew, or not at all.
    assert (await here.ask(LISTS, volunteer, id=child))["child"] is None
    assert await archive(here) == 0


async def test_what_is_held_or_still_needed_is_neither_archived_nor_erased(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-05")
    child, case = await opened(here)
    filed = await file(here, "GUARDIAN_NOT_PERFORMING", "2026-01-05T08:00", childIds=[child])
    assert filed["userErrors"] == []
    await close(here, child)
    await kept(here, "setRetentionTerm", admin(here), months=1, reason="省厅规定")
    request: dict[str, Any] = {
        "childId": child,
        "requester": "GUARDIAN",
        "askedOn": "2026-03-01",
        "reason": "监护人书面申请",
    }
    here.at("2026-03-02")
    assert await archive(here) == 0
    by_hand = await close(here, child, status="ARCHIVED")
    assert codes(by_hand) == [("RULE_VIOLATION", ["status"])] * 2
    refused = await keep(here, "requestErasure", **request)
    assert codes(refused) == [("RULE_VIOLATION", ["childId"])] * 2
    assert [one["message"] for one in refused["userErrors"]] == [
        "儿童档案：有未结个案",
        "儿童档案：有未办结的强制报告",
    ]
    await told(here, "closeCase", caseId=case, outcome="监护恢复")
    hold: dict[str, Any] = {"childId": child, "ground": "COURT", "reason": "法院要求保全", "until": "2026-04-01"}
    assert codes(await keep(here, "setLegalHold", Role.CHILD_SUPERVISOR, **hold)) == [("FORBIDDEN", [])]
    late = await keep(here, "setLegalHold", **{**hold, "until": "2026-03-01"})
    assert codes(late) == [("BAD_USER_INPUT", ["until"])]
    held = await kept(here, "setLegalHold", **hold)
    assert (held["lasts"], held["setBy"], held["child"]["id"]) == (True, "county_officer@fujian", child)
    refused = await keep(here, "requestErasure", **request)
    assert codes(refused) == [("LEGAL_HOLD", ["childId"]), ("RULE_VIOLATION", ["childId"])]


@pytest.mark.parametrize("lifted", [True, False], ids=["lifted", "run out"])
async def test_a_hold_ends_when_it_is_lifted_or_after_its_last_day(scene: Stage, *, lifted: bool) -> None:
    here = scene("jilin")
    here.at("2026-01-05")
    child = await here.register()
    await close(here, child)
    await kept(here, "setRetentionTerm", admin(here), months=1, reason="省厅规定")
    here.at("2026-03-02")
    hold: dict[str, Any] = {"childId": child, "ground": "CASE", "reason": "个案复核", "until": "2026-04-01"}
    held = await kept(here, "setLegalHold", **hold)
    assert await archive(here) == 0
    asked = "query($where: LegalHoldWhere) { legalHolds(where: $where) { nodes { id lasts reason child { id } } } }"
    (told_,) = (await here.ask(asked, Role.AUDITOR, where={"lasts": True}))["legalHolds"]["nodes"]
    assert told_ == {"id": held["id"], "lasts": True, "reason": "个案复核", "child": None}
    if lifted:
        stale = await keep(here, "liftLegalHold", legalHoldId=held["id"], version=2, reason="复核结束")
        assert codes(stale) == [("CONFLICT", ["version"])]
        done = await kept(here, "liftLegalHold", legalHoldId=held["id"], version=1, reason="复核结束")
        assert (done["lasts"], done["liftedBecause"]) == (False, "复核结束")
        again = await keep(here, "liftLegalHold", legalHoldId=held["id"], version=2, reason="复核结束")
        assert codes(again) == [("CONFLICT", ["legalHoldId"])]
    else:
        here.at("2026-04-01")
        assert await archive(here) == 0
        here.at("2026-04-02")
    assert (await here.ask(asked, where={"lasts": True}))["legalHolds"]["nodes"] == []
    assert await archive(here) == 1


async def test_a_childs_data_go_at_its_familys_request_once_a_second_person_agrees(
    scene: Stage, theatre_url: str
) -> None:
    here = scene("fujian")
    here.at("2026-01-05")
    child = await looked_after(here, address="中山路1号")
    request: dict[str, Any] = {"childId": child, "requester": "GUARDIAN", "askedOn": "2026-03-01", "reason": "书面申请"}
    early = await keep(here, "requestErasure", **{**request, "askedOn": "2026-01-05"})
    assert codes(early) == [("RULE_VIOLATION", ["childId"])]
    await close(here, child)
    here.at("2026-03-02")
    assert codes(await keep(here, "requestErasure", Role.CHILD_SUPERVISOR, **request)) == [("FORBIDDEN", [])]
    faulty = await keep(here, "requestErasure", **{**request, "askedOn": "2026-03-03", "reason": "电话13800138000"})
    assert codes(faulty) == [("BAD_USER_INPUT", ["askedOn"]), ("BAD_USER_INPUT", ["reason"])]
    asked = await kept(here, "requestErasure", **request)
    assert (asked["status"], asked["erased"], asked["digest"]) == ("REQUESTED", [], None)
    assert codes(await keep(here, "requestErasure", **request)) == [("CONFLICT", ["childId"])]

    follow = {"erasureId": asked["id"], "version": 1, "erase": True}
    assert codes(await keep(here, "decideErasure", **follow)) == [("FORBIDDEN", ["erasureId"])]
    colleague = here.caller(Role.COUNTY_OFFICER, subject="colleague@fujian")
    elsewhere = here.caller(Role.COUNTY_OFFICER, 350103000000, subject="other@fujian")
    assert codes(await keep(here, "decideErasure", elsewhere, **follow)) == [("NOT_FOUND", ["erasureId"])]
    silent = await keep(here, "decideErasure", colleague, **{**follow, "erase": False})
    assert codes(silent) == [("REQUIRED", ["note"])]
    no = await kept(here, "decideErasure", colleague, **{**follow, "erase": False, "note": "缺监护关系证明"})
    assert (no["status"], no["note"], no["child"]["id"]) == ("DECLINED", "缺监护关系证明", child)
    assert (await here.ask(LISTS, id=child))["child"]["fileStatus"] == "CLOSED"

    asked = await kept(here, "requestErasure", **request)
    follow["erasureId"] = asked["id"]
    held = await kept(here, "setLegalHold", childId=child, ground="COURT", reason="法院要求", until="2026-03-02")
    assert codes(await keep(here, "decideErasure", colleague, **follow)) == [("LEGAL_HOLD", ["erasureId"])]
    await kept(here, "liftLegalHold", legalHoldId=held["id"], version=1, reason="已撤销")
    done = await kept(here, "decideErasure", colleague, **follow)
    assert (done["status"], done["requester"], done["reason"], done["child"]) == ("ERASED", "GUARDIAN", None, None)
    assert (done["requestedBy"], done["decidedBy"]) == ("county_officer@fujian", "colleague@fujian")
    rows = {one["table"]: one["count"] for one in done["erased"]}
    assert (rows["child"], rows["guardian"], rows["visit"], rows["legal_hold"], rows["erasure"]) == (1, 1, 1, 1, 2)
    assert len(done["digest"]) == 64
    again = await keep(here, "decideErasure", colleague, **{**follow, "version": 2})
    assert codes(again) == [("CONFLICT", ["erasureId"])]

    for who in (Role.COUNTY_OFFICER, Role.CHILD_DIRECTOR):
        gone = await here.ask(LISTS, who, id=child)
        assert {name: gone[name] for name in NOBODY} == NOBODY
        assert {gone[name]["totalCount"] for name in ("guardians", "visits", "duties", "children")} == {0}
        assert gone["every"]["nodes"] == []
    proofs = "{ erasures { nodes { status digest child { id } } } }"
    for who in (Role.COUNTY_OFFICER, Role.AUDITOR):
        nodes = (await here.ask(proofs, who))["erasures"]["nodes"]
        assert [(one["status"], one["child"]) for one in nodes] == [("ERASED", None), ("DECLINED", None)]
    decided = await trail(theatre_url, "erasure:decide")
    assert [(row["subject"], f"erasure_{row['object']}") for row in decided] == [
        ("colleague@fujian", no["id"]),
        ("colleague@fujian", done["id"]),
    ]
    told_ = await by_hand(theatre_url, "SELECT * FROM t_fujian.outbox WHERE kind = 'CHILD_ERASED'")
    assert [(f"child_{row['subject']}", row["division"]) for row in told_] == [(child, here.village)]
    back = await here.register()
    assert back != child


async def test_sums_of_the_county_are_the_same_after_archiving_and_erasing(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-05")
    children = await registered(here, 12, categories=[{"category": "ORPHAN"}])
    here.at("2026-02-01")
    for child in children[:7]:
        assert (await here.visit(child, "2026-02-01"))["userErrors"] == []
    here.at("2026-07-20")
    await night(here)
    for child in children[:2]:
        assert (await close(here, child))["userErrors"] == []
    year = {"from": "2026-01-01", "until": "2026-07-31"}
    asked: list[dict[str, Any]] = [
        {"measures": [one], "by": by, **year} for one in ("VISITS_DUE", "VISITS_ON_TIME") for by in ([], ["CLASS"])
    ]

    async def sums() -> list[Any]:
        await refresh(here)
        county = {"division": str(here.county)}
        return [await cells(here, **county, **one) for one in [*asked, {"measures": ["CHILDREN"]}]]

    before = await sums()
    assert before[0][()] > before[2][()] == 7
    for child in children[:2]:
        assert (await close(here, child, status="ARCHIVED"))["userErrors"] == []
    assert await sums() == before
    request: dict[str, Any] = {
        "childId": children[0],
        "requester": "CHILD",
        "askedOn": "2026-07-20",
        "reason": "本人申请",
    }
    erasure = await kept(here, "requestErasure", **request)
    colleague = here.caller(Role.COUNTY_OFFICER, subject="colleague@fujian")
    await kept(here, "decideErasure", colleague, erasureId=erasure["id"], version=1, erase=True)
    assert await sums() == before


async def test_another_county_no_longer_reads_what_it_agreed_on_for_an_archived_child(scene: Stage) -> None:
    here = scene("jilin")
    child = await from_elsewhere(here)
    await agree(here, child)
    other, node = here.caller(Role.COUNTY_OFFICER, HUKOU), "query($id: ID!) { node(id: $id) { id } }"
    (shared,) = (await here.ask(AGREED, other))["divisionsOfDuties"]["nodes"]
    await close(here, child)
    for status, there, mine in (("ARCHIVED", None, 0), ("OPEN", {"id": shared["id"]}, 1)):
        if status == "ARCHIVED":
            await close(here, child, status=status)
        else:
            await reopen(here, child)
        for who in (other, Role.COUNTY_OFFICER):
            assert len((await here.ask(AGREED, who))["divisionsOfDuties"]["nodes"]) == mine
        assert (await here.ask(node, other, id=shared["id"]))["node"] == there
        assert (await here.ask(node, id=shared["id"]))["node"] == {"id": shared["id"]}
