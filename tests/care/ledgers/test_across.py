"""What the rows of one ledger must agree on among themselves."""

from dataclasses import replace
from typing import Any

from care.ledgers.across import check_across
from care.ledgers.faults import FaultCode
from care.ledgers.identity import check_character
from care.ledgers.reading import Reading
from tests.support.ledgers import FATHER, GIRL, MOTHER, codes, read_row

F = FaultCode
SISTER = {"child.name": "陈小红", "child.sex": "女", "child.residentId": GIRL}
NUMBERLESS = {"child.residentId": None, "child.residentIdMissing": "未登记户口"}


def across(*rows: dict[str, Any]) -> list[Reading]:
    """Read rows and check them together; they stand in rows 4, 5 ..."""
    readings = []
    for number, changes in enumerate(rows, 4):
        reading = read_row(changes)
        row = reading.row and replace(reading.row, number=number)
        readings.append(replace(reading, number=number, row=row))
    return list(check_across(readings))


def test_a_number_stands_once() -> None:
    first, second = across({}, {"child.name": "陈大明"})
    assert first.row is not None
    assert codes(second) == {F.RESIDENT_ID_REPEATED}
    assert "第 4 行" in second.faults[0].zh
    assert second.row is None


def test_a_child_without_a_number_stands_once() -> None:
    twin = {"child.name": "陈小亮"}
    assert [codes(one) for one in across(NUMBERLESS, NUMBERLESS, NUMBERLESS | twin)] == [
        set(),
        {F.CHILD_REPEATED},
        set(),
    ]


def test_a_child_does_not_stand_with_and_without_its_number() -> None:
    assert [codes(one) for one in across({}, NUMBERLESS)] == [set(), {F.CHILD_REPEATED}]
    assert [codes(one) for one in across(NUMBERLESS, {})] == [set(), {F.CHILD_REPEATED}]


def test_namesakes_with_two_numbers_are_two_children() -> None:
    digits = "99000020150314003"
    other = {"child.residentId": digits + check_character(digits)}
    assert [codes(one) for one in across({}, other)] == [set(), set()]


def test_a_refused_row_takes_no_number() -> None:
    first, second = across({"child.sex": None}, {})
    assert first.row is None
    assert second.row is not None


def test_siblings_tell_their_household_in_one_way() -> None:
    home = {
        "father.name": "陈大山",
        "father.residentId": FATHER,
        "household.income": 8000.0,
        "household.risk": "低风险",
    }
    other = home | SISTER | {"household.income": 9000.0, "household.risk": "高风险"}
    first, second = across(home, other)
    assert first.row is not None
    assert [(one.code, one.column) for one in second.faults] == [
        (F.HOUSEHOLD_DIFFERS, "家庭收入人均（元/年）"),
        (F.HOUSEHOLD_DIFFERS, "家庭监护情况"),
    ]


def test_an_empty_household_cell_contradicts_nothing() -> None:
    home = {"mother.name": "林秀英", "mother.residentId": MOTHER}
    told = home | SISTER | {"household.income": 9000.0}
    third = {"child.name": "陈小华", "household.income": 1.0} | NUMBERLESS | home
    assert [codes(one) for one in across(home, told, third)] == [set(), set(), {F.HOUSEHOLD_DIFFERS}]


def test_the_same_parents_in_another_village_are_another_household() -> None:
    home = {"father.name": "陈大山", "father.residentId": FATHER, "household.income": 8000.0}
    other = home | SISTER | {"household.income": 9000.0, "child.division": "350102001002"}
    assert [codes(one) for one in across(home, other)] == [set(), set()]


def test_parents_of_two_households_are_told() -> None:
    his = {"father.name": "陈大山", "father.residentId": FATHER}
    hers = {"mother.name": "林秀英", "mother.residentId": MOTHER} | SISTER
    both = {"child.name": "陈小华"} | NUMBERLESS | his | {"mother.name": "林秀英", "mother.residentId": MOTHER}
    readings = across(his, hers, both)
    assert [codes(one) for one in readings] == [set(), set(), {F.HOUSEHOLDS_MEET}]
    assert readings[2].row is not None
