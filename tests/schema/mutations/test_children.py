from datetime import date
from typing import Any
from uuid import uuid4

from records.codes import Role
from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import MOVE_CHILD, REGISTER_CHILD, REVIEW_CLASS, UPDATE_CHILD
from tests.support.desks import COUNTY, DIRECTOR, JIANHAI, QINGCHENG, SUPERVISOR, ZHONGSHAN, caller
from tests.support.forms import number

CHILD = "query($id: ID!) { child(id: $id) { id name version division { code name } } }"
FORM: dict[str, Any] = {
    "name": "单小明",
    "sex": "MALE",
    "birthDate": "2016-05-01",
    "residentId": number(date(2016, 5, 1)),
    "division": str(ZHONGSHAN),
    "hukouType": "RURAL",
}


def without_number(**changes: Any) -> dict[str, Any]:
    return {**FORM, "residentId": None, "residentIdMissing": "NOT_PROVIDED", **changes}


async def register(say: Say, **changes: Any) -> dict[str, Any]:
    payload = (await say(COUNTY, REGISTER_CHILD, input={**without_number(), **changes}))["registerChild"]
    assert payload["userErrors"] == []
    child: dict[str, Any] = payload["child"]
    return child


async def test_shows_the_child_that_it_registered(say: Say) -> None:
    form = without_number(
        ethnicity="畲族",
        address="中山路1号",
        schooling="三年级",
        health=[{"kind": "DISABLED", "grade": "GRADE_2"}, {"kind": "CHRONIC_ILLNESS", "detail": "哮喘"}],
        categories=[{"category": "DISABLED"}],
        guardians=[{"relation": "FATHER", "name": "单大伟", "phone": "13800138000"}],
        notes=None,
        idempotencyKey="k-1",
    )
    payload = (await say(DIRECTOR, REGISTER_CHILD, input=form))["registerChild"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    child = payload["child"]
    assert child["id"].startswith("child_")
    assert child["household"]["children"] == [{"id": child["id"]}]
    shown = {
        "version": 1,
        "name": "单小明",
        "sex": "MALE",
        "ethnicity": "畲族",
        "birthDate": "2016-05-01",
        "residentId": None,
        "division": {"code": str(ZHONGSHAN), "name": "中山社区"},
        "address": "中山路1号",
        "schooling": "三年级",
        "classes": ["IN_DIFFICULTY"],
        "categories": ["DISABLED"],
        "notes": None,
        "fileStatus": "OPEN",
        "riskLevel": "UNRATED",
    }
    assert {name: child[name] for name in shown} == shown
    assert {one["kind"]: (one["detail"], one["grade"]) for one in child["healthDetails"]} == {
        "DISABLED": (None, "GRADE_2"),
        "CHRONIC_ILLNESS": ("哮喘", None),
    }
    (father,) = child["guardians"]
    assert (father["relation"], father["phone"]) == ("FATHER", "*******8000")
    assert (await say(DIRECTOR, CHILD, id=child["id"]))["child"]["name"] == "单小明"
    again = (await say(DIRECTOR, REGISTER_CHILD, input=form))["registerChild"]
    assert again["child"] == child


async def test_masks_the_number_in_the_payload_and_refuses_the_mask(say: Say) -> None:
    payload = (await say(DIRECTOR, REGISTER_CHILD, input=FORM))["registerChild"]
    child = payload["child"]
    assert child["residentId"] == "990000************"
    assert "residentId" in child["masked"]
    back = {"id": child["id"], "version": 1, "residentId": child["residentId"]}
    payload = (await say(DIRECTOR, UPDATE_CHILD, input=back))["updateChild"]
    assert payload["child"] is None
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("MASKED_VALUE", ["residentId"])]


async def test_tells_every_refusal_in_the_callers_language(say: Say) -> None:
    bad = without_number(name=" ", division=str(JIANHAI), health=[{"kind": "HEALTHY"}, {"kind": "DISABLED"}])
    chinese = (await say(DIRECTOR, REGISTER_CHILD, input=bad))["registerChild"]
    assert chinese["child"] is None
    assert {(one["code"], ".".join(one["path"])) for one in chinese["userErrors"]} == {
        ("REQUIRED", "name"),
        ("OUT_OF_JURISDICTION", "division"),
        ("RULE_VIOLATION", "health"),
        ("REQUIRED", "health.1.grade"),
    }
    by_path = {".".join(one["path"]): one for one in chinese["userErrors"]}
    assert by_path["name"]["message"] == "姓名：必填"
    assert "闽民童〔2024〕33号" in by_path["health"]["citation"]
    english = caller(Role.CHILD_DIRECTOR, ZHONGSHAN, language="en")
    payload = (await say(english, REGISTER_CHILD, input=bad))["registerChild"]
    assert {one["message"] for one in payload["userErrors"]} >= {"姓名: is required"}


async def test_changes_only_what_is_sent_and_empties_what_is_null(say: Say) -> None:
    child = await register(say, notes="旧", address="中山路1号")
    sent = {"id": child["id"], "version": 1, "notes": None, "health": [{"kind": "HEALTHY"}]}
    payload = (await say(DIRECTOR, UPDATE_CHILD, input=sent))["updateChild"]
    assert payload["userErrors"] == []
    expected = {"version": 2, "name": "单小明", "notes": None, "health": ["HEALTHY"], "address": "中山路1号"}
    assert payload["child"] == {"id": child["id"], **expected}
    stale = (await say(DIRECTOR, UPDATE_CHILD, input=sent))["updateChild"]
    assert [one["code"] for one in stale["userErrors"]] == ["CONFLICT"]


async def test_treats_foreign_malformed_and_missing_ids_alike(say: Say) -> None:
    hidden = await register(say, division=str(QINGCHENG))
    answers = []
    for given in (hidden["id"], f"child_{uuid4()}", hidden["id"].replace("child", "guardian"), "nonsense", ""):
        payload = (await say(DIRECTOR, UPDATE_CHILD, input={"id": given, "version": 1, "notes": "x"}))["updateChild"]
        answers.append(payload)
    assert answers == [answers[0]] * len(answers)
    assert [(one["code"], one["path"]) for one in answers[0]["userErrors"]] == [("NOT_FOUND", ["id"])]


async def test_writes_nothing_of_another_tenants_child(say: Say) -> None:
    child = await register(say)
    stranger = caller(Role.COUNTY_OFFICER, 220102000000, tenant="jilin")
    assert (await say(stranger, CHILD, id=child["id"]))["child"] is None
    payload = (await say(stranger, UPDATE_CHILD, input={"id": child["id"], "version": 1, "notes": "x"}))["updateChild"]
    assert [one["code"] for one in payload["userErrors"]] == ["NOT_FOUND"]
    assert (await say(COUNTY, CHILD, id=child["id"]))["child"]["version"] == 1


async def test_moves_a_child_within_sight_and_out_of_it(say: Say) -> None:
    child = await register(say)
    near = {"id": child["id"], "version": 1, "division": str(QINGCHENG)}
    payload = (await say(COUNTY, MOVE_CHILD, input=near))["moveChild"]
    assert payload["child"] == {
        "id": child["id"],
        "version": 2,
        "division": {"code": str(QINGCHENG), "name": "庆城社区"},
    }
    far = {"id": child["id"], "version": 2, "division": str(JIANHAI)}
    payload = (await say(COUNTY, MOVE_CHILD, input=far))["moveChild"]
    assert (payload["child"], payload["userErrors"]) == (None, [])
    assert [(one["code"], one["path"]) for one in payload["warnings"]] == [("OUT_OF_JURISDICTION", ["division"])]
    assert (await say(COUNTY, CHILD, id=child["id"]))["child"] is None
    there = caller(Role.COUNTY_OFFICER, 350103000000)
    assert (await say(there, CHILD, id=child["id"]))["child"]["division"]["code"] == str(JIANHAI)


async def test_shows_a_village_that_no_list_knew_before(say: Say) -> None:
    form = without_number(division="350102001599")
    payload = (await say(COUNTY, REGISTER_CHILD, input=form))["registerChild"]
    assert [one["path"] for one in payload["warnings"]] == [["division"]]
    assert payload["child"]["division"] == {"code": "350102001599", "name": "599（未命名村居）"}


JUDGEMENT: dict[str, Any] = {
    "class": "RURAL_LEFT_BEHIND",
    "holds": True,
    "from": "2026-10-01",
    "reason": "父母均在外务工",
}
HEALTH = """query($id: ID!) { child(id: $id) { livesAt healthDetails { kind grade disability card } masked } }"""


async def test_shows_what_was_judged_and_why(say: Say) -> None:
    child = await register(say)
    payload = (await say(COUNTY, REVIEW_CLASS, input={"childId": child["id"], **JUDGEMENT}))["reviewClass"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    judged = {
        "childClass": "RURAL_LEFT_BEHIND",
        "category": None,
        "holds": True,
        "since": "2026-10-01",
        "reason": "父母均在外务工",
        "decidedBy": COUNTY.subject,
    }
    assert payload["child"] == {
        "id": child["id"],
        "version": 1,
        "classes": ["RURAL_LEFT_BEHIND"],
        "categories": [],
        "classReviews": [judged],
        "viewerCan": ["update", "move", "review", "close", "reopen"],
    }


async def test_shows_judgements_to_those_alone_who_read_restricted_facts(say: Say) -> None:
    child = await register(say)
    hiv = {**JUDGEMENT, "class": None, "category": "HIV_INFECTED"}
    seen = (await say(COUNTY, REVIEW_CLASS, input={"childId": child["id"], **hiv}))["reviewClass"]["child"]
    assert (seen["classes"], seen["categories"]) == (["IN_DIFFICULTY"], ["HIV_INFECTED"])
    payload = (await say(SUPERVISOR, REVIEW_CLASS, input={"childId": child["id"], **JUDGEMENT}))["reviewClass"]
    shown = payload["child"]
    assert (shown["classes"], shown["categories"], shown["classReviews"]) == (["RURAL_LEFT_BEHIND"], [], [])


async def test_names_the_field_of_a_judgement_that_it_refuses(say: Say) -> None:
    child = await register(say)
    sent = {"childId": child["id"], **JUDGEMENT, "class": "LEFT_BEHIND", "from": "2999-01-01"}
    payload = (await say(COUNTY, REVIEW_CLASS, input=sent))["reviewClass"]
    assert payload["child"] is None
    told = {tuple(error["path"]): (error["code"], error["message"]) for error in payload["userErrors"]}
    assert told == {
        ("class",): ("RULE_VIOLATION", "儿童类别：本地规定没有“留守儿童”"),
        ("from",): ("BAD_USER_INPUT", "起始日期：日期在今天之后"),
    }


async def test_shows_the_disability_and_where_the_child_lives(say: Say) -> None:
    disabled = {"kind": "DISABLED", "grade": "GRADE_2", "disability": "VISUAL", "card": False}
    child = await register(say, health=[disabled], livesAt=str(JIANHAI))
    seen = (await say(COUNTY, HEALTH, id=child["id"]))["child"]
    assert (seen["livesAt"], seen["healthDetails"]) == (str(JIANHAI), [disabled])
    township = caller(Role.TOWNSHIP, ZHONGSHAN // 1000 * 1000)
    hidden = (await say(township, HEALTH, id=child["id"]))["child"]
    assert hidden["healthDetails"] == []
    assert "healthDetails" in hidden["masked"]
