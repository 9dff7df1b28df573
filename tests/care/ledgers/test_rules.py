from datetime import date, time
from typing import Any

import pytest

from care.ledgers.faults import WARNINGS, FaultCode
from records.codes import ParentSpecialStatus
from tests.support.ledgers import BOY, FATHER, GIRL, MOTHER, codes, heading, read_row

F = FaultCode

# What a row says, the rule that it breaks, and the column that is marked (rules/ledger_form.md, section by section).
BROKEN: list[tuple[dict[str, Any], FaultCode, str]] = [
    # any cell
    ({"child.name": None}, F.REQUIRED, "child.name"),
    ({"child.sex": None}, F.REQUIRED, "child.sex"),
    ({"child.birth": None}, F.REQUIRED, "child.birth"),
    ({"child.division": None}, F.REQUIRED, "child.division"),
    ({"child.hukouType": None}, F.REQUIRED, "child.hukouType"),
    ({"child.classes": None}, F.REQUIRED, "child.classes"),
    ({"child.name": "　 "}, F.REQUIRED, "child.name"),
    ({"child.schooling": "#REF!"}, F.CELL_ERROR, "child.schooling"),
    ({"household.income": float("nan")}, F.CELL_ERROR, "household.income"),
    ({"child.schooling": time(8, 30)}, F.WRONG_TYPE, "child.schooling"),
    ({"child.address": "长" * 201}, F.TOO_LONG, "child.address"),
    ({"child.name": "名" * 61}, F.TOO_LONG, "child.name"),
    ({"child.ethnicity": "族" * 21}, F.TOO_LONG, "child.ethnicity"),
    ({"child.name": "12345"}, F.NAME_INVALID, "child.name"),
    ({"child.name": "——"}, F.NAME_INVALID, "child.name"),
    ({"child.name": "陈?明"}, F.NAME_UNREADABLE, "child.name"),
    ({"child.ethnicity": "穿青人"}, F.ETHNICITY_UNKNOWN, "child.ethnicity"),
    # resident ID numbers
    ({"child.residentId": 990000201503140014.0}, F.RESIDENT_ID_ROUNDED, "child.residentId"),
    ({"child.residentId": "9.90000201503E+17"}, F.RESIDENT_ID_ROUNDED, "child.residentId"),
    ({"child.residentId": "11010519491231002"}, F.RESIDENT_ID_LENGTH, "child.residentId"),
    ({"child.residentId": 110105491231002.0}, F.RESIDENT_ID_LENGTH, "child.residentId"),
    ({"child.residentId": "9900002015031400A4"}, F.RESIDENT_ID_CHARACTERS, "child.residentId"),
    ({"child.residentId": "990000201513140014"}, F.RESIDENT_ID_DATE, "child.residentId"),
    ({"child.residentId": "990000189903140014"}, F.RESIDENT_ID_DATE, "child.residentId"),
    ({"child.residentId": "990000201503140015"}, F.RESIDENT_ID_CHECKSUM, "child.residentId"),
    ({"child.residentId": "110105194912310021"}, F.RESIDENT_ID_CHECKSUM, "child.residentId"),
    ({"child.residentId": GIRL}, F.RESIDENT_ID_SEX, "child.residentId"),
    ({"child.birth": "2015-03-15"}, F.RESIDENT_ID_BIRTH, "child.birth"),
    ({"child.birth": "2015年4月"}, F.RESIDENT_ID_BIRTH, "child.birth"),
    ({"child.residentId": None}, F.RESIDENT_ID_OR_REASON, "child.residentIdMissing"),
    ({"child.residentIdMissing": "未登记户口"}, F.RESIDENT_ID_AND_REASON, "child.residentIdMissing"),
    ({"father.residentId": MOTHER}, F.PARENT_SEX, "father.residentId"),
    ({"mother.residentId": FATHER, "mother.name": "林秀英"}, F.PARENT_SEX, "mother.residentId"),
    # phones and places
    ({"father.phone": "12345678901"}, F.PHONE_INVALID, "father.phone"),
    ({"father.phone": "87654321"}, F.PHONE_INVALID, "father.phone"),
    ({"father.phone": "0591-87654321 电话"}, F.PHONE_INVALID, "father.phone"),
    ({"father.phone": "13800138000、13900139000"}, F.PHONE_SEVERAL, "father.phone"),
    ({"father.division": "35010"}, F.DIVISION_INVALID, "father.division"),
    ({"father.division": "990102"}, F.DIVISION_INVALID, "father.division"),
    ({"child.division": "350102001000"}, F.VILLAGE_INVALID, "child.division"),
    ({"child.division": "35010200100"}, F.VILLAGE_INVALID, "child.division"),
    # dates
    ({"child.birth": "二〇一五"}, F.DATE_INVALID, "child.birth"),
    ({"child.birth": "2015-02-30"}, F.DATE_INVALID, "child.birth"),
    ({"child.birth": "2015"}, F.DATE_INVALID, "child.birth"),
    ({"child.birth": 2015.1}, F.DATE_AMBIGUOUS, "child.birth"),
    ({"filedOn": "2026年3月"}, F.DATE_NEEDS_DAY, "filedOn"),
    ({"filedOn": "2026-11-23"}, F.DATE_IN_FUTURE, "filedOn"),
    ({"child.birth": "2026-11-23", "child.residentId": None}, F.DATE_IN_FUTURE, "child.birth"),
    ({"child.birth": "2008-11-21", "child.residentId": None}, F.NOT_UNDER_18, "child.birth"),
    ({"child.birth": date(2015, 3, 1)}, F.DATE_FIRST_OF_MONTH, "child.birth"),
    # choices
    ({"child.sex": "女性"}, F.CHOICE_TEXT_REFUSED, "child.sex"),
    ({"child.sex": "不详"}, F.CHOICE_UNKNOWN, "child.sex"),
    ({"child.hukouType": "农村户、城市户"}, F.CHOICE_SEVERAL, "child.hukouType"),
    ({"child.singleParent": "是"}, F.CHOICE_UNKNOWN, "child.singleParent"),
    ({"child.classes": "困境儿童"}, F.CHOICE_TEXT_REQUIRED, "child.classes"),
    ({"child.classes": "困境儿童，具体类别为____"}, F.CHOICE_TEXT_REQUIRED, "child.classes"),
    ({"child.guardianship": "监护不到位"}, F.CHOICE_TEXT_REQUIRED, "child.guardianship"),
    ({"child.health": "重病"}, F.CHOICE_TEXT_REQUIRED, "child.health"),
    ({"child.health": "慢性病，患病情况"}, F.CHOICE_TEXT_REQUIRED, "child.health"),
    ({"child.health": "残疾"}, F.CHOICE_TEXT_REQUIRED, "child.health"),
    ({"child.health": "残疾，等级五级"}, F.GRADE_INVALID, "child.health"),
    ({"child.health": "残疾，一级或二级"}, F.GRADE_INVALID, "child.health"),
    ({"child.health": "健康；重病，患病情况白血病"}, F.CHOICE_EXCLUDES, "child.health"),
    ({"child.health": "健康；慢性病，患病情况哮喘"}, F.CHOICE_EXCLUDES, "child.health"),
    ({"child.health": "健康；残疾，等级一级"}, F.CHOICE_EXCLUDES, "child.health"),
    ({"child.health": "慢性病，患病情况哮喘，残疾，等级二级"}, F.CHOICE_AMBIGUOUS, "child.health"),
    ({"child.health": "健康；健康"}, F.CHOICE_REPEATED, "child.health"),
    ({"father.health": "不健康", "father.name": "陈大山"}, F.CHOICE_TEXT_REQUIRED, "father.health"),
    ({"mother.health": "不健康，患病情况", "mother.name": "林秀英"}, F.CHOICE_TEXT_REQUIRED, "mother.health"),
    ({"father.special": "其他"}, F.CHOICE_TEXT_REQUIRED, "father.special"),
    ({"father.special": "死亡；失联"}, F.CHOICE_EXCLUDES, "father.special"),
    ({"household.benefits": "无"}, F.CHOICE_UNKNOWN, "household.benefits"),
    ({"household.benefits": "临时200元/月"}, F.CHOICE_UNKNOWN, "household.benefits"),
    # amounts; FJ17
    ({"child.benefits": "无；低保500元/月"}, F.CHOICE_EXCLUDES, "child.benefits"),
    ({"child.benefits": "孤儿500元/月"}, F.CHOICE_TEXT_REFUSED, "child.benefits"),
    ({"child.benefits": "低保-5元/月"}, F.AMOUNT_NEGATIVE, "child.benefits"),
    ({"child.benefits": "低保500.005元/月"}, F.AMOUNT_DECIMALS, "child.benefits"),
    ({"child.benefits": "低保6000元/年"}, F.AMOUNT_UNIT, "child.benefits"),
    ({"child.benefits": "低保若干"}, F.AMOUNT_INVALID, "child.benefits"),
    ({"child.benefits": "低保"}, F.AMOUNT_MISSING, "child.benefits"),
    ({"child.benefits": "低保999999999元/月"}, F.AMOUNT_TOO_LARGE, "child.benefits"),
    ({"household.income": -1.0}, F.AMOUNT_NEGATIVE, "household.income"),
    ({"household.income": 333.333333}, F.AMOUNT_DECIMALS, "household.income"),
    ({"household.income": "1000元/月"}, F.AMOUNT_UNIT, "household.income"),
    # the row; FJ19
    ({"carer.relation": "无委托照护", "carer.name": "王芳"}, F.CARER_NOT_ALLOWED, "carer.name"),
    ({"carer.relation": "无委托照护", "carer.phone": "13800138000"}, F.CARER_NOT_ALLOWED, "carer.phone"),
    ({"carer.relation": "无委托照护", "carer.reason": "父母双方同时外出"}, F.CARER_NOT_ALLOWED, "carer.reason"),
    ({"carer.relation": "亲戚朋友", "carer.name": "王芳"}, F.REQUIRED, "carer.phone"),
    ({"carer.relation": "亲戚朋友", "carer.phone": "13800138000"}, F.REQUIRED, "carer.name"),
    ({"carer.name": "王芳"}, F.CARER_RELATION_REQUIRED, "carer.relation"),
    ({"pairing.name": "王芳"}, F.PAIR_INCOMPLETE, "pairing.phone"),
    ({"pairing.phone": "13800138000"}, F.PAIR_INCOMPLETE, "pairing.name"),
    ({"pairing.unit": "镇政府"}, F.PAIR_INCOMPLETE, "pairing.name"),
    ({"q2.time": "2026-07-01"}, F.VISIT_OUTSIDE_QUARTER, "q2.time"),
    ({"q2.time": "2025-05-07"}, F.VISIT_OUTSIDE_QUARTER, "q2.time"),
    ({"q4.time": "2026-11-23"}, F.DATE_IN_FUTURE, "q4.time"),
    ({"q4.time": "2026年12月"}, F.DATE_IN_FUTURE, "q4.time"),
    ({"q1.problems": "缺课本"}, F.VISIT_TIME_REQUIRED, "q1.time"),
    ({"q1.solutions": "已补"}, F.VISIT_TIME_REQUIRED, "q1.time"),
    ({"q1.time": "2026-01-05", "q1.problems": "缺课本"}, F.SOLUTIONS_REQUIRED, "q1.solutions"),
    (
        {
            "child.birth": "2026-05-01",
            "child.residentId": None,
            "child.residentIdMissing": "暂未提供",
            "q1.time": "2月",
        },
        F.VISIT_BEFORE_BIRTH,
        "q1.time",
    ),
    # warnings
    ({"child.hukouType": "城市户"}, F.URBAN_LEFT_BEHIND, "child.classes"),
    ({"father.name": "陈大山", "father.division": "350102"}, F.PARENT_NOT_AWAY, "father.division"),
    ({"mother.phone": "13800138000"}, F.PARENT_UNNAMED, "mother.name"),
    (
        {
            "carer.relation": "亲戚朋友",
            "carer.name": "王芳",
            "carer.phone": "13800138000",
            "carer.reason": "父母双方无监护能力",
        },
        F.NO_PARENT_AWAY,
        "carer.reason",
    ),
    (
        {"child.guardianship": "监护不到位，具体情形为无人照看", "household.risk": "低风险"},
        F.RISK_CONTRADICTS,
        "household.risk",
    ),
]


@pytest.mark.parametrize(("changes", "code", "key"), BROKEN, ids=[f"{b[1]}-{i}" for i, b in enumerate(BROKEN)])
def test_finds_what_breaks_a_rule_and_marks_its_column(changes: dict[str, Any], code: FaultCode, key: str) -> None:
    reading = read_row(changes)
    found = {(one.code, one.column) for one in reading.faults}
    assert (code, heading(key)) in found
    assert (reading.row is None) == any(not one.warning for one in reading.faults)
    if code in WARNINGS:
        assert all(one.warning for one in reading.faults), reading.faults


def test_a_good_row_has_no_fault() -> None:
    reading = read_row()
    assert reading.faults == ()
    assert reading.row is not None


def test_tells_every_fault_of_a_row_at_once() -> None:
    reading = read_row({"child.sex": None, "child.health": "残疾", "father.phone": "1", "filedOn": "明天"})
    assert {one.column for one in reading.faults} == {"性别", "健康情况", "父亲联系电话", "建档时间"}


def test_a_cell_that_cannot_be_read_is_not_called_empty_too() -> None:
    reading = read_row(
        {"child.residentId": "1", "carer.relation": "亲戚朋友", "carer.name": "王芳", "carer.phone": "1"}
    )
    assert codes(reading) == {F.RESIDENT_ID_LENGTH, F.PHONE_INVALID}


def test_messages_hold_no_number_and_no_text_of_the_cell() -> None:
    secret = "990000201503140015"
    changes = {
        "child.residentId": secret,
        "father.phone": "12345678901",
        "child.health": "慢性病，患病情况隐私，残疾，等级二级",
        "child.benefits": "低保隐私",
    }
    said = " ".join(one.zh + one.en for one in read_row(changes).faults)
    assert len(read_row(changes).faults) == 4
    for private in (secret, "12345678901", "隐私"):
        assert private not in said


def test_every_message_has_both_languages_and_names_its_column() -> None:
    for changes, code, key in BROKEN:
        fault = next(one for one in read_row(changes).faults if one.code is code)
        assert fault.zh.startswith(f"{heading(key)}：")
        assert fault.en.startswith(f"{heading(key)}: ")
        assert "{" not in fault.zh + fault.en


def test_the_eighteenth_birthday_still_belongs_to_childhood() -> None:
    changes = {"child.birth": "2008-11-22", "child.residentId": None, "child.residentIdMissing": "暂未提供"}
    assert read_row(changes).row is not None


def test_of_a_month_the_last_day_protects_longest() -> None:
    changes = {"child.birth": "2008-11", "child.residentId": None, "child.residentIdMissing": "暂未提供"}
    assert read_row(changes).row is not None
    assert F.NOT_UNDER_18 in codes(read_row({**changes, "child.birth": "2008-10"}))


def test_a_child_born_on_29_february_turns_18_on_1_march() -> None:
    changes = {"child.birth": "2008-02-29", "child.residentId": None, "child.residentIdMissing": "暂未提供"}
    assert read_row(changes, today=date(2026, 3, 1)).row is not None
    assert F.NOT_UNDER_18 in codes(read_row(changes, today=date(2026, 3, 2)))


@pytest.mark.parametrize("status", ["死亡", "失踪", "失联"])
def test_the_name_of_a_parent_who_is_gone_may_be_missing(status: str) -> None:
    assert read_row({"father.special": status, "father.residentId": FATHER}).faults == ()


def test_a_dead_parent_may_have_another_circumstance_besides() -> None:
    row = read_row({"father.special": "死亡；其他：因公"}).row
    assert row is not None
    assert row.father is not None
    assert row.father.special_status == (ParentSpecialStatus.DEAD, ParentSpecialStatus.OTHER)
    assert row.father.special_detail == "因公"


def test_keeps_every_visit_of_a_quarter() -> None:  # FJ20
    row = read_row({"household.risk": "中风险", "q2.time": "2026-04-08、2026-05-07、2026-06-06"}).row
    assert row is not None
    assert [str(visit.on) for visit in row.visits] == ["2026-04-08", "2026-05-07", "2026-06-06"]


def test_the_number_tells_the_day_of_birth_that_the_cell_leaves_open() -> None:
    row = read_row({"child.birth": "2015年3月"}).row
    assert row is not None
    assert str(row.child.birth) == "2015-03-14"
    assert row.child.resident_id == BOY


def test_a_month_of_birth_stays_a_month() -> None:
    row = read_row({"child.birth": "2015.3", "child.residentId": None, "child.residentIdMissing": "未登记户口"}).row
    assert row is not None
    assert (row.child.birth.day, row.child.birth.last) == (None, date(2015, 3, 31))
