"""What people type, and what it means."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from care.ledgers import cells
from care.ledgers.faults import CellError, FaultCode
from care.ledgers.identity import birth_of, check_character, sex_of
from care.ledgers.kind import Kind, Setting
from care.ledgers.kinds.options import Pick
from records.codes import BenefitKind, ChildClass, DisabilityGrade, Health, ParentSpecialStatus, Sex, SingleParent

SETTING = Setting(2026, date(2026, 11, 22))


def read(kind: Kind, value: Any) -> Any:
    return kind.read(value, SETTING)


def test_the_standards_own_example_is_valid() -> None:
    assert read(cells.RESIDENT_ID, "11010519491231002X") == "11010519491231002X"
    assert check_character("11010519491231002") == "X"
    assert sex_of("11010519491231002X") is Sex.FEMALE
    assert birth_of("11010519491231002X") == date(1949, 12, 31)


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002x", " 110105 19491231 002X ", "'11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_a_resident_id_is_read_however_it_is_typed(typed: str) -> None:
    assert read(cells.RESIDENT_ID, typed) == "11010519491231002X"


@pytest.mark.parametrize("number", ["990000201503140014", "990000201503140022"])
def test_synthetic_numbers_with_the_unassigned_prefix_pass(number: str) -> None:
    assert read(cells.RESIDENT_ID, number) == number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("19900000000", "19900000000"),
        ("0591-87654321", "0591-87654321"),
        ("(0591)87654321", "0591-87654321"),
        ("059187654321", "0591-87654321"),
        ("010-62345678", "010-62345678"),
        ("0591-87654321转802", "0591-87654321转802"),
    ],
)
def test_a_phone_number_gets_one_form(typed: Any, meant: str) -> None:
    assert read(cells.PHONE, typed) == meant
    assert read(cells.PHONE, meant) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2015年3月14日", "2015-03-14"),
        ("2015-03-14", "2015-03-14"),
        ("2015/3/14", "2015-03-14"),
        ("2015.3.14", "2015-03-14"),
        ("２０１５．３．１４", "2015-03-14"),
        ("2015 年 3 月 14 日", "2015-03-14"),
        ("2015-03-14 00:00:00", "2015-03-14"),
        ("20150314", "2015-03-14"),
        (20150314.0, "2015-03-14"),
        (42077.0, "2015-03-14"),
        (date(2015, 3, 14), "2015-03-14"),
        (datetime(2015, 3, 14), "2015-03-14"),  # noqa: DTZ001 - a cell has no zone
        ("2015年3月", "2015-03"),
        ("2015.3", "2015-03"),
        ("2015-03", "2015-03"),
        ("201503", "2015-03"),
        (201503.0, "2015-03"),
        (2015.3, "2015-03"),
        (2015.11, "2015-11"),
        ("2015.1", "2015-01"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_known(typed: Any, meant: str) -> None:
    assert str(read(cells.BIRTH, typed)) == meant


def test_a_date_cell_on_the_first_says_no_more_than_the_month() -> None:
    doubts: list[FaultCode] = []
    setting = Setting(2026, date(2026, 11, 22), warn=lambda code, **_: doubts.append(code))
    assert str(cells.BIRTH.read(date(2015, 3, 1), setting)) == "2015-03"
    assert doubts == [FaultCode.DATE_FIRST_OF_MONTH]
    assert str(cells.BIRTH.read("2015-03-01", setting)) == "2015-03-01"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-04-08、2026-05-07", ["2026-04-08", "2026-05-07"]),
        ("4月8日；5月7日，6月", ["2026-04-08", "2026-05-07", "2026-06"]),
        ("5.7\n4.8", ["2026-04-08", "2026-05-07"]),
        ("4月8号和5月7号", ["2026-04-08", "2026-05-07"]),
        ("2026年4月", ["2026-04"]),
        ("4月", ["2026-04"]),
        ("2026-04-08、2026-04-08", ["2026-04-08"]),
        (date(2026, 4, 8), ["2026-04-08"]),
        (46120.0, ["2026-04-08"]),
    ],
)
def test_all_visits_of_a_cell_are_read(typed: Any, meant: list[str]) -> None:
    assert [str(on) for on in read(cells.VISITS, typed)] == meant


@pytest.mark.parametrize("typed", ["已走访", "一季度", "13月1日", "4月31日"])
def test_a_visit_without_a_date_is_refused(typed: str) -> None:
    with pytest.raises(CellError) as refusal:
        read(cells.VISITS, typed)
    assert refusal.value.code is FaultCode.DATE_INVALID


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (12000.0, "12000.00"),
        ("12000", "12000.00"),
        ("12,000.50元", "12000.50"),
        ("￥１２０００", "12000.00"),
        ("1.2万元", "12000.00"),
        ("12000元/年", "12000.00"),
        ("12000元/人/年", "12000.00"),
        (0.1 + 0.2, "0.30"),
        (0.0, "0.00"),
    ],
)
def test_an_income_is_read_in_yuan(typed: Any, meant: str) -> None:
    assert read(cells.INCOME, typed) == Decimal(meant)


H, G = Health, DisabilityGrade


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("健康", [Pick(H.HEALTHY)]),
        ("残疾，等级二级", [Pick(H.DISABLED, grade=G.GRADE_2)]),
        ("残疾，等级为二级", [Pick(H.DISABLED, grade=G.GRADE_2)]),
        ("残疾二级", [Pick(H.DISABLED, grade=G.GRADE_2)]),
        ("残疾2级", [Pick(H.DISABLED, grade=G.GRADE_2)]),
        ("残疾：Ⅱ级", [Pick(H.DISABLED, grade=G.GRADE_2)]),
        ("残疾，肢体二级", [Pick(H.DISABLED, "肢体", grade=G.GRADE_2)]),
        ("残疾，等级二级（肢体）", [Pick(H.DISABLED, "肢体", grade=G.GRADE_2)]),
        ("慢性病，患病情况哮喘", [Pick(H.CHRONIC_ILLNESS, "哮喘")]),
        ("慢性病：哮喘", [Pick(H.CHRONIC_ILLNESS, "哮喘")]),
        ("慢性病（哮喘）", [Pick(H.CHRONIC_ILLNESS, "哮喘")]),
        ("慢性病,患病情况为 哮喘", [Pick(H.CHRONIC_ILLNESS, "哮喘")]),
        ("慢性病，患病情况哮喘、过敏", [Pick(H.CHRONIC_ILLNESS, "哮喘、过敏")]),
        (
            "残疾，等级二级；慢性病，患病情况哮喘",
            [Pick(H.CHRONIC_ILLNESS, "哮喘"), Pick(H.DISABLED, grade=G.GRADE_2)],
        ),
        (
            "慢性病，患病情况哮喘\n残疾，等级二级",
            [Pick(H.CHRONIC_ILLNESS, "哮喘"), Pick(H.DISABLED, grade=G.GRADE_2)],
        ),
        (
            "□健康 □一般或较弱 ☑慢性病，患病情况哮喘 ☑残疾，等级一级 □其他",
            [Pick(H.CHRONIC_ILLNESS, "哮喘"), Pick(H.DISABLED, grade=G.GRADE_1)],
        ),
        ("健康√ 一般或较弱□", [Pick(H.HEALTHY)]),
        ("重病，患病情况「白血病；化疗中」", [Pick(H.SERIOUS_ILLNESS, "白血病；化疗中")]),
        ("其他", [Pick(H.OTHER)]),
        ("其他：早产", [Pick(H.OTHER, "早产")]),
    ],
)
def test_a_cell_of_several_choices_is_understood(typed: str, meant: list[Pick]) -> None:
    assert list(read(cells.HEALTH, typed)) == meant
    written = str(cells.HEALTH.write(tuple(meant)))
    assert list(read(cells.HEALTH, written)) == meant


B = BenefitKind


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("低保500元/月；残疾80元/月", [(B.MINIMUM_LIVING, "500.00"), (B.DISABILITY_SUBSIDY, "80.00")]),
        ("低保 500 元/月;残疾 80.5", [(B.MINIMUM_LIVING, "500.00"), (B.DISABILITY_SUBSIDY, "80.50")]),
        ("低保：５００元／月", [(B.MINIMUM_LIVING, "500.00")]),
        ("低保500元每月", [(B.MINIMUM_LIVING, "500.00")]),
        ("低保____元/月", [(B.MINIMUM_LIVING, None)]),
        ("孤儿；其他1,200元/月", [(B.ORPHAN_ALLOWANCE, None), (B.OTHER, "1200.00")]),
        ("孤儿、事实无人抚养儿童", [(B.ORPHAN_ALLOWANCE, None), (B.DE_FACTO_UNATTENDED_SUPPORT, None)]),
        ("临时救助300元/月", [(B.TEMPORARY_RELIEF, "300.00")]),
        ("无", [(B.NONE, None)]),
    ],
)
def test_monthly_amounts_are_read_with_their_benefit(typed: str, meant: list[tuple[BenefitKind, str | None]]) -> None:
    picks = read(cells.CHILD_BENEFITS, typed)
    assert [(pick.code, pick.amount) for pick in picks] == [(k, Decimal(a) if a else None) for k, a in meant]
    assert read(cells.CHILD_BENEFITS, cells.CHILD_BENEFITS.write(picks)) == picks


def test_options_that_take_nothing_may_be_listed_with_commas() -> None:
    picks = read(cells.SPECIAL_STATUS, "重病、失联")
    assert [pick.code for pick in picks] == [ParentSpecialStatus.SERIOUS_ILLNESS, ParentSpecialStatus.LOST_CONTACT]


@pytest.mark.parametrize("typed", ["是，单亲母亲家庭", "是,单亲母亲家庭", "单亲母亲", "☑是，单亲母亲家庭 □否"])
def test_a_single_mother_is_understood(typed: str) -> None:
    assert read(cells.SINGLE_PARENT, typed) == Pick(SingleParent.MOTHER)


def test_a_class_takes_its_category_along() -> None:
    picks = read(cells.CHILD_CLASS, "农村留守儿童；困境儿童，具体类别为残疾儿童、重病儿童")
    assert picks == (Pick(ChildClass.RURAL_LEFT_BEHIND), Pick(ChildClass.IN_DIFFICULTY, "残疾儿童、重病儿童"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        ("𠮷 䶮", "𠮷䶮"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ． 买买提", "阿依古丽·买买提"),
        ("阿卜杜热合曼·努尔买买提", "阿卜杜热合曼·努尔买买提"),
        ("NGUYEN THI  HOA", "NGUYEN THI HOA"),
        ("\u200b李四\ufeff", "李四"),
    ],
)
def test_a_name_gets_one_form_and_keeps_its_characters(typed: str, meant: str) -> None:
    assert read(cells.NAME, typed) == meant
    assert read(cells.NAME, meant) == meant


def test_an_ethnic_group_may_leave_out_its_last_character() -> None:
    assert read(cells.ETHNICITY, "畲") == "畲族"
    assert read(cells.ETHNICITY, "维吾尔族") == "维吾尔族"


def test_a_text_keeps_its_lines_and_loses_what_nobody_sees() -> None:
    assert read(cells.TEXT, " 一\r\n二\x07\u200b ") == "一\n二"
    assert read(cells.TEXT, 12.0) == "12"
    assert read(cells.TEXT, 12.5) == "12.5"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("350102", 350102000000), ("350102001", 350102001000), ("350102001001", 350102001001), (350102.0, 350102000000)],
)
def test_a_place_may_be_named_as_far_as_it_is_known(typed: Any, meant: int) -> None:
    assert read(cells.DIVISION, typed) == meant
