from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from care.actions.common.categories import CategoryFact
from care.actions.common.health import HealthFact
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import (
    Boarding,
    DatePrecision,
    DifficultyCategory,
    DisabilityGrade,
    GuardianRelation,
    GuardianshipCondition,
    Health,
    ParentHealth,
    ParentSpecialStatus,
    Role,
    SchoolStatus,
    Sex,
    SingleParent,
)
from tests.support.desks import (
    DIRECTOR,
    GUDONG,
    JIANHAI,
    QINGCHENG,
    YUANMEN,
    ZHONGSHAN,
    Desk,
    caller,
    codes,
)
from tests.support.forms import a_child, a_father, number, without_number
from tests.support.places import NOW

UNKNOWN_VILLAGE = 350102001599


async def test_opens_a_file_with_every_fact_of_the_form(desk: Desk) -> None:
    school = uuid4()
    await put_organisation(desk, school, "SCHOOL")
    done = await desk.do(
        register_child,
        a_child(
            name=" 单 小明 ",
            ethnicity="畲",
            hukou_division=220102000000,
            address="中山路1号",
            single_parent=SingleParent.FATHER,
            boarding=Boarding.BOARDER,
            school_id=school,
            schooling="三年级",
            school_status=SchoolStatus.IN_SCHOOL,
            health=(
                HealthFact(Health.CHRONIC_ILLNESS, "哮喘"),
                HealthFact(Health.DISABLED, None, DisabilityGrade.GRADE_2),
            ),
            guardianship_condition=GuardianshipCondition.INADEQUATE,
            guardianship_detail="祖母年迈",
            mind_and_behaviour="内向",
            education_aid="助学金",
            medical_aid="减免",
            other_aid="慰问",
            care_needs="学习辅导",
            notes="无",
            categories=(CategoryFact(DifficultyCategory.DISABLED), CategoryFact(DifficultyCategory.OTHER, "火灾受困")),
            guardians=(a_father(), a_father(relation=GuardianRelation.MOTHER, name="蓝小燕", phone="0591-87654321")),
            registered_on=date(2026, 11, 1),
        ),
        DIRECTOR,
    )
    (key,) = done.ids
    assert done.warnings == ()
    row = await desk.row("child", key)
    expected = {
        "version": 1,
        "name": "单小明",
        "name_key": "shan 单 xiao 小 ming 明",
        "sex": "MALE",
        "ethnicity": "畲族",
        "birth_date": date(2016, 5, 1),
        "birth_date_precision": "DAY",
        "resident_id_masked": "990000************",
        "resident_id_missing": None,
        "division": ZHONGSHAN,
        "prefecture": 350100000000,
        "county": 350102000000,
        "township": GUDONG,
        "address": "中山路1号",
        "hukou_division": 220102000000,
        "hukou_type": "RURAL",
        "category_detail": "火灾受困",
        "single_parent": "FATHER",
        "boarding": "BOARDER",
        "school_id": school,
        "schooling": "三年级",
        "school_status": "IN_SCHOOL",
        "guardianship_condition": "INADEQUATE",
        "guardianship_detail": "祖母年迈",
        "mind_and_behaviour": "内向",
        "education_aid": "助学金",
        "medical_aid": "减免",
        "other_aid": "慰问",
        "care_needs": "学习辅导",
        "notes": "无",
        "risk_level": "UNRATED",
        "priority": 1,
        "next_due": date(2026, 12, 1),
        "file_status": "OPEN",
        "filed_by": "林老师",
        "filed_on": date(2026, 11, 1),
        "registered_on": date(2026, 11, 1),
        "created_at": NOW,
        "updated_at": NOW,
    }
    assert {name: row[name] for name in expected} == expected
    assert (await desk.row("household", row["household_id"]))["division"] == ZHONGSHAN
    health = {one["kind"]: (one["detail"], one["grade"]) for one in await desk.rows("child_health", key, "child_id")}
    assert health == {"CHRONIC_ILLNESS": ("哮喘", None), "DISABLED": (None, "GRADE_2")}
    assert {one["category"] for one in await desk.rows("child_category", key, "child_id")} == {"DISABLED", "OTHER"}
    assert [one["class"] for one in await desk.rows("child_class", key, "child_id")] == ["IN_DIFFICULTY"]
    people = await desk.rows("guardian", key, "child_id")
    assert {(one["relation"], one["phone_masked"]) for one in people} == {
        ("FATHER", "*******8000"),
        ("MOTHER", "*********4321"),
    }
    keys = {one["key"] for one in await desk.rows("child_search", key, "child_id")}
    assert {"单小明", "shanxiaoming", "danxiaoming", "sxm", "dxm"} <= keys
    told = [("CLASS_CHANGED", "child", key, ZHONGSHAN), ("CHILD_REGISTERED", "child", key, ZHONGSHAN)]
    assert await desk.told() == told


async def test_keeps_numbers_encrypted_in_their_place(desk: Desk) -> None:
    done = await desk.do(register_child, a_child(guardians=(a_father(resident_id=number(date(1985, 1, 2))),)))
    row = await desk.row("child", done.ids[0])
    keys = desk.work.keys
    plain = keys.decrypt(row["resident_id"], table="child", row=row["id"], field="resident_id")
    assert plain == number(date(2016, 5, 1))
    assert row["resident_id_blind"] == keys.blind(plain)
    assert plain.encode() not in row["resident_id"]
    father = await desk.row("guardian", row["id"], "child_id")
    assert keys.decrypt(father["phone"], table="guardian", row=father["id"], field="phone") == "13800138000"
    assert father["resident_id_masked"] == "990000************"


async def test_keeps_the_last_day_of_a_month_that_is_all_that_is_known(desk: Desk) -> None:
    done = await desk.do(
        register_child, without_number(birth_date=date(2016, 2, 1), birth_date_precision=DatePrecision.MONTH)
    )
    row = await desk.row("child", done.ids[0])
    assert (row["birth_date"], row["birth_date_precision"]) == (date(2016, 2, 29), "MONTH")


async def test_agrees_with_a_number_as_far_as_the_birth_is_known(desk: Desk) -> None:
    month = {"birth_date": date(2016, 5, 1), "birth_date_precision": DatePrecision.MONTH}
    await desk.do(register_child, a_child(**month, resident_id=number(date(2016, 5, 17))))
    refusals = await desk.refused(register_child, a_child(**month, resident_id=number(date(2016, 6, 1))))
    assert codes(refusals) == {"residentId": ErrorCode.INVALID_RESIDENT_ID}


async def test_joins_the_household_of_a_sibling_and_its_risk(desk: Desk) -> None:
    first = await desk.do(register_child, a_child())
    home = (await desk.row("child", first.ids[0]))["household_id"]
    await desk.by_hand("UPDATE {schema}.household SET guardianship_risk = 'HIGH' WHERE id = $1", home)
    second = await desk.do(register_child, without_number(name="单小红", sex=Sex.FEMALE, household_id=home))
    row = await desk.row("child", second.ids[0])
    assert (row["household_id"], row["risk_level"], row["priority"]) == (home, "HIGH", 0)


async def test_refuses_a_household_out_of_sight_or_of_another_village(desk: Desk) -> None:
    first = await desk.do(register_child, a_child(division=QINGCHENG))
    home = (await desk.row("child", first.ids[0]))["household_id"]
    joining = without_number(name="单小红", household_id=home)
    assert codes(await desk.refused(register_child, joining)) == {"householdId": ErrorCode.BAD_USER_INPUT}
    assert codes(await desk.refused(register_child, joining, DIRECTOR)) == {"householdId": ErrorCode.NOT_FOUND}
    missing = without_number(name="单小红", household_id=uuid4())
    assert codes(await desk.refused(register_child, missing)) == {"householdId": ErrorCode.NOT_FOUND}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"name": "  "}, "name", ErrorCode.REQUIRED),
        ({"name": "小明123"}, "name", ErrorCode.BAD_USER_INPUT),
        ({"name": "明" * 61}, "name", ErrorCode.BAD_USER_INPUT),
        ({"name": "明\ud800"}, "name", ErrorCode.BAD_USER_INPUT),
        ({"birth_date": NOW.date() + timedelta(days=1)}, "birthDate", ErrorCode.BAD_USER_INPUT),
        ({"birth_date": date(9999, 12, 31)}, "birthDate", ErrorCode.BAD_USER_INPUT),
        ({"birth_date": date(1, 1, 1)}, "birthDate", ErrorCode.RULE_VIOLATION),
        ({"birth_date": date(2008, 11, 21)}, "birthDate", ErrorCode.RULE_VIOLATION),
        ({"resident_id_missing": None}, "residentId", ErrorCode.REQUIRED),
        ({"resident_id_missing": "LOST"}, "residentIdMissing", ErrorCode.BAD_USER_INPUT),
        ({"division": GUDONG}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": 350102999001}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": 12}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": JIANHAI}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"division": 220102001001}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"hukou_division": 359900000000}, "hukouDivision", ErrorCode.BAD_USER_INPUT),
        ({"hukou_division": 7}, "hukouDivision", ErrorCode.BAD_USER_INPUT),
        ({"address": "路" * 201}, "address", ErrorCode.BAD_USER_INPUT),
        ({"notes": "字" * 2001}, "notes", ErrorCode.BAD_USER_INPUT),
        ({"school_id": uuid4()}, "schoolId", ErrorCode.NOT_FOUND),
        ({"registered_on": NOW.date() + timedelta(days=1)}, "registeredOn", ErrorCode.BAD_USER_INPUT),
        ({"registered_on": date(2015, 1, 1)}, "registeredOn", ErrorCode.BAD_USER_INPUT),
        ({"guardianship_condition": GuardianshipCondition.INADEQUATE}, "guardianshipDetail", ErrorCode.REQUIRED),
        ({"guardianship_detail": "年迈"}, "guardianshipDetail", ErrorCode.BAD_USER_INPUT),
        ({"health": (HealthFact(Health.SERIOUS_ILLNESS),)}, "health.0.detail", ErrorCode.REQUIRED),
        ({"health": (HealthFact(Health.DISABLED),)}, "health.0.grade", ErrorCode.REQUIRED),
        ({"health": (HealthFact(Health.HEALTHY, "很好"),)}, "health.0.detail", ErrorCode.BAD_USER_INPUT),
        (
            {"health": (HealthFact(Health.HEALTHY, None, DisabilityGrade.GRADE_1),)},
            "health.0.grade",
            ErrorCode.BAD_USER_INPUT,
        ),
        (
            {"health": (HealthFact(Health.HEALTHY), HealthFact(Health.CHRONIC_ILLNESS, "哮喘"))},
            "health",
            ErrorCode.RULE_VIOLATION,
        ),
        (
            {"health": (HealthFact(Health.HEALTHY), HealthFact(Health.HEALTHY))},
            "health.1.kind",
            ErrorCode.BAD_USER_INPUT,
        ),
        ({"categories": (CategoryFact(DifficultyCategory.OTHER),)}, "categories.0.detail", ErrorCode.REQUIRED),
        (
            {"categories": (CategoryFact(DifficultyCategory.HIV_INFECTED, "母婴传播"),)},
            "categories.0.detail",
            ErrorCode.BAD_USER_INPUT,
        ),
        (
            {"categories": (CategoryFact(DifficultyCategory.OTHER, "HIV感染"),)},
            "categories.0.detail",
            ErrorCode.BAD_USER_INPUT,
        ),
        (
            {"categories": (CategoryFact(DifficultyCategory.ORPHAN), CategoryFact(DifficultyCategory.ORPHAN))},
            "categories.1.category",
            ErrorCode.BAD_USER_INPUT,
        ),
        ({"guardians": (a_father(phone="12345"),)}, "guardians.0.phone", ErrorCode.BAD_USER_INPUT),
        ({"guardians": (a_father(phone="*******8000"),)}, "guardians.0.phone", ErrorCode.MASKED_VALUE),
        (
            {"guardians": (a_father(resident_id="11010519491231002X"[::-1]),)},
            "guardians.0.residentId",
            ErrorCode.INVALID_RESIDENT_ID,
        ),
        (
            {"guardians": (a_father(health=ParentHealth.UNHEALTHY),)},
            "guardians.0.healthDetail",
            ErrorCode.REQUIRED,
        ),
        (
            {"guardians": (a_father(health=ParentHealth.HEALTHY, health_detail="胃病"),)},
            "guardians.0.healthDetail",
            ErrorCode.BAD_USER_INPUT,
        ),
        (
            {"guardians": (a_father(special_status=(ParentSpecialStatus.DEAD, ParentSpecialStatus.IN_CUSTODY)),)},
            "guardians.0.specialStatus",
            ErrorCode.RULE_VIOLATION,
        ),
        (
            {"guardians": (a_father(special_status=(ParentSpecialStatus.OTHER,)),)},
            "guardians.0.specialDetail",
            ErrorCode.REQUIRED,
        ),
        ({"guardians": (a_father(special_detail="？"),)}, "guardians.0.specialDetail", ErrorCode.BAD_USER_INPUT),
        (
            {"guardians": (a_father(address_division=359900000000),)},
            "guardians.0.addressDivision",
            ErrorCode.BAD_USER_INPUT,
        ),
        (
            {"guardians": (a_father(relation=GuardianRelation.OTHER_RELATIVE),) * 11},
            "guardians",
            ErrorCode.BAD_USER_INPUT,
        ),
        ({"guardians": (a_father(), a_father(name="单二伟"))}, "guardians.1.relation", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_what_the_form_refuses(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    refusals = await desk.refused(register_child, without_number(**changes))
    assert codes(refusals) == {path: code}
    assert all(one.zh and one.en for one in refusals)
    for table in ("child", "household", "guardian", "child_health", "child_search", "outbox", "idempotency_key"):
        assert await desk.rows(table) == []


@pytest.mark.parametrize(
    ("resident_id", "code"),
    [
        ("990000201605010012"[:-1] + "9", ErrorCode.INVALID_RESIDENT_ID),  # check character
        ("99000020160501001", ErrorCode.INVALID_RESIDENT_ID),  # length
        ("990000201613010012", ErrorCode.INVALID_RESIDENT_ID),  # no such day
        (number(date(2016, 5, 2)), ErrorCode.INVALID_RESIDENT_ID),  # another birth
        (number(date(2016, 5, 1), male=False), ErrorCode.INVALID_RESIDENT_ID),  # another sex
        ("990000************", ErrorCode.MASKED_VALUE),
        ("９９００００＊＊＊＊＊＊＊＊＊＊＊＊", ErrorCode.MASKED_VALUE),
    ],
)
async def test_refuses_a_wrong_resident_id(desk: Desk, resident_id: str, code: ErrorCode) -> None:
    refusals = await desk.refused(register_child, a_child(resident_id=resident_id))
    assert codes(refusals) == {"residentId": code}
    assert not any(resident_id in one.zh + one.en for one in refusals)


async def test_takes_a_number_in_full_width_and_lower_case(desk: Desk) -> None:
    birth = date(2016, 5, 1)
    with_x = next(made for sequence in range(100) if (made := number(birth, sequence=sequence)).endswith("X"))
    typed = with_x.lower().translate({digit: digit + 0xFEE0 for digit in range(0x21, 0x7F)})
    done = await desk.do(register_child, a_child(resident_id=typed))
    row = await desk.row("child", done.ids[0])
    assert desk.work.keys.decrypt(row["resident_id"], table="child", row=row["id"], field="resident_id") == with_x


async def test_refuses_a_number_together_with_a_reason_for_having_none(desk: Desk) -> None:
    refusals = await desk.refused(register_child, a_child(resident_id_missing="FOUNDLING"))
    assert codes(refusals) == {"residentIdMissing": ErrorCode.BAD_USER_INPUT}


async def test_tells_everything_that_is_wrong_at_once_with_labels_and_citations(desk: Desk) -> None:
    refusals = await desk.refused(
        register_child,
        a_child(
            name="",
            resident_id="123",
            division=JIANHAI,
            health=(HealthFact(Health.HEALTHY), HealthFact(Health.DISABLED, None, DisabilityGrade.GRADE_1)),
            guardians=(a_father(phone="x"),),
        ),
    )
    assert set(codes(refusals)) == {"name", "residentId", "division", "health", "guardians.0.phone"}
    by_path = {one.path[-1]: one for one in refusals}
    assert by_path["name"].zh == "姓名：必填"
    assert by_path["phone"].en.startswith("联系电话: ")
    assert "闽民童〔2024〕33号" in (by_path["health"].citation or "")
    assert by_path["division"].citation is None


async def test_accepts_the_18th_birthday_itself(desk: Desk) -> None:
    await desk.do(register_child, without_number(birth_date=date(2008, 11, 22)))


async def test_names_a_child_in_sight_that_has_the_number(desk: Desk) -> None:
    first = await desk.do(register_child, a_child())
    refusals = await desk.refused(register_child, a_child(name="单小刚", division=QINGCHENG))
    assert codes(refusals) == {"residentId": ErrorCode.CONFLICT}
    assert f"child_{first.ids[0]}" in refusals[0].zh
    assert f"child_{first.ids[0]}" in refusals[0].en


async def test_accepts_a_number_that_a_child_out_of_sight_has(desk: Desk) -> None:
    await desk.do(register_child, a_child(division=QINGCHENG))
    second = await desk.do(register_child, a_child(), DIRECTOR)
    assert second.warnings == ()


async def test_warns_of_a_namesake_when_no_number_tells_them_apart(desk: Desk) -> None:
    first = await desk.do(register_child, without_number())
    second = await desk.do(register_child, a_child())
    assert [(one.code, one.path) for one in second.warnings] == [(ErrorCode.CONFLICT, ("name",))]
    assert str(first.ids[0]) in second.warnings[0].zh
    twin = await desk.do(register_child, without_number(name="单小红"))
    assert twin.warnings == ()


async def test_takes_up_a_village_that_no_list_knows_with_a_warning(desk: Desk) -> None:
    done = await desk.do(register_child, a_child(division=UNKNOWN_VILLAGE))
    assert [one.path for one in done.warnings] == [("division",)]
    assert (await desk.row("child", done.ids[0]))["division"] == UNKNOWN_VILLAGE


async def test_places_a_special_zone_in_no_prefecture_but_itself(desk: Desk) -> None:
    zone = caller(Role.COUNTY_OFFICER, 350128000000)
    done = await desk.do(register_child, a_child(division=YUANMEN), zone)
    assert (await desk.row("child", done.ids[0]))["prefecture"] == 350128000000


async def test_warns_of_a_parents_sex_digit_and_of_an_unnamed_parent(desk: Desk) -> None:
    wrong = a_father(name=None, resident_id=number(date(1985, 1, 2), male=False))
    unknown = a_father(
        relation=GuardianRelation.MOTHER, name=None, phone=None, special_status=(ParentSpecialStatus.MISSING,)
    )
    done = await desk.do(register_child, a_child(guardians=(wrong, unknown)))
    assert {one.path for one in done.warnings} == {("guardians", "0", "residentId"), ("guardians", "0", "name")}


async def test_warns_of_an_ethnic_group_that_the_standard_does_not_list(desk: Desk) -> None:
    done = await desk.do(register_child, a_child(ethnicity="穿青人"))
    assert [one.path for one in done.warnings] == [("ethnicity",)]
    assert (await desk.row("child", done.ids[0]))["ethnicity"] == "穿青人"


@pytest.mark.parametrize("role", [Role.TENANT_ADMIN, Role.TOWNSHIP, Role.PREFECTURE_OFFICER, Role.VOLUNTEER])
async def test_asks_the_policy_first(desk: Desk, role: Role) -> None:
    refusals = await desk.refused(register_child, a_child(name=""), caller(role, 350102000000))
    assert [one.code for one in refusals] == [ErrorCode.FORBIDDEN]


async def test_refuses_a_school_that_is_none(desk: Desk) -> None:
    hospital = uuid4()
    await put_organisation(desk, hospital, "MEDICAL_INSTITUTION")
    refusals = await desk.refused(register_child, a_child(school_id=hospital))
    assert codes(refusals) == {"schoolId": ErrorCode.BAD_USER_INPUT}


async def put_organisation(desk: Desk, key: Any, kind: str) -> None:
    facts = {"id": key, "name": "中山小学", "kind": kind, "division": GUDONG, "prefecture": 350100000000}
    await desk.put("organisation", **facts, created_at=NOW, updated_at=NOW)
