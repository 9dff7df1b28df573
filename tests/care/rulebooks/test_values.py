"""Values of rules: read as the file gives them, refused in both languages, written for people."""

import pytest

from care.rulebooks.values import Amount, BadValue, Kind, Raw, Value, parse, said, spelled, written

AMOUNT = ("只有数量才有单位和“超过”", "only an amount has a unit or is strict")
WHOLE = ("应为正整数", "must be a whole number above 0")
LISTED = ("应为不空的列表", "must be a list that is not empty")
TWICE = ("列表中有重复", "the list repeats itself")
DAYS = ("日期应写成 MM-DD，例如 11-10", "a day is written MM-DD, such as 11-10")
WORDS = ("应为文字", "must be a text")
FLAG = ("应为 true 或 false", "must be true or false")
INTERVALS = ("单位应为：month、quarter、year", "the unit must be month or quarter or year")
URGENT = (
    "紧急程度应为：IMMEDIATE、SIMULTANEOUS、FIRST_MOMENT、PROMPT、WITHIN_3_DAYS、PERIODIC",
    "an urgency is one of IMMEDIATE, SIMULTANEOUS, FIRST_MOMENT, PROMPT, WITHIN_3_DAYS, PERIODIC",
)


def read(kind: Kind, raw: Raw, unit: str | None = None, *, strict: bool = False, own_unit: str | None = None) -> Value:
    return parse(kind, raw, unit=unit, strict=strict, own_unit=own_unit)


@pytest.mark.parametrize(
    ("kind", "raw", "unit", "own_unit", "value"),
    [
        (Kind.INTERVAL, 1, "month", None, Amount(1, "month")),
        (Kind.INTERVAL, 2, "quarter", None, Amount(2, "quarter")),
        (Kind.INTERVAL, 1, "year", "age", Amount(1, "year")),
        (Kind.COUNT, 30, None, None, Amount(30, "person")),
        (Kind.COUNT, 30, "person", None, Amount(30, "person")),
        (Kind.COUNT, 16, None, "age", Amount(16, "age")),
        (Kind.COUNT, 16, "age", "age", Amount(16, "age")),
        (Kind.FLAG, True, None, None, True),
        (Kind.FLAG, False, None, None, False),
        (Kind.CODES, ("B", "A"), None, None, frozenset({"A", "B"})),
        (Kind.DATES, ("11-10", "02-29"), None, None, frozenset({"11-10", "02-29"})),
        (Kind.URGENCY, "PROMPT", None, None, "PROMPT"),
        (Kind.TEXT, "一句话", None, None, frozenset({"一句话"})),
    ],
)
def test_reads_what_the_file_gives(kind: Kind, raw: Raw, unit: str | None, own_unit: str | None, value: Value) -> None:
    assert read(kind, raw, unit, own_unit=own_unit) == value


def test_more_than_a_number_is_kept_apart_from_the_number() -> None:
    assert read(Kind.COUNT, 30, strict=True) == Amount(30, "person", strict=True)
    assert read(Kind.COUNT, 30) == Amount(30, "person", strict=False)


@pytest.mark.parametrize(
    ("kind", "raw", "unit", "own_unit", "why"),
    [
        (Kind.INTERVAL, 0, "month", None, WHOLE),
        (Kind.INTERVAL, True, "month", None, WHOLE),
        (Kind.COUNT, "3", None, None, WHOLE),
        (Kind.INTERVAL, 1, None, None, INTERVALS),
        (Kind.INTERVAL, 1, "week", None, INTERVALS),
        (Kind.COUNT, 1, "month", None, ("单位应为：person", "the unit must be person")),
        (Kind.COUNT, 1, "person", "age", ("单位应为：age", "the unit must be age")),
        (Kind.FLAG, True, "month", None, AMOUNT),
        (Kind.FLAG, 1, None, None, FLAG),
        (Kind.CODES, "A", None, None, LISTED),
        (Kind.CODES, (), None, None, LISTED),
        (Kind.CODES, ("A", "A"), None, None, TWICE),
        (Kind.DATES, ("13-01",), None, None, DAYS),
        (Kind.DATES, ("11-10", "11-32"), None, None, DAYS),
        (Kind.DATES, ("11-100",), None, None, DAYS),
        (Kind.URGENCY, "SOON", None, None, URGENT),
        (Kind.URGENCY, ("PROMPT",), None, None, WORDS),
        (Kind.TEXT, 1, None, None, WORDS),
        (Kind.TEXT, "  ", None, None, WORDS),
    ],
)
def test_refuses_what_its_dimension_cannot_have(
    kind: Kind, raw: Raw, unit: str | None, own_unit: str | None, why: tuple[str, str]
) -> None:
    with pytest.raises(BadValue) as raised:
        read(kind, raw, unit, own_unit=own_unit)
    assert (raised.value.zh, raised.value.en) == why
    assert str(raised.value) == why[1]


def test_only_an_amount_is_strict() -> None:
    with pytest.raises(BadValue) as raised:
        read(Kind.CODES, ("A",), strict=True)
    assert (raised.value.zh, raised.value.en) == AMOUNT


@pytest.mark.parametrize(
    ("value", "plain", "zh", "en"),
    [
        (Amount(1, "month"), "1", "1 个月", "1 month"),
        (Amount(2, "quarter"), "2", "2 个季度", "2 quarters"),
        (Amount(30, "child", strict=True), "> 30", "超过 30 名儿童", "over 30 children"),
        (Amount(2, "person"), "2", "2 名", "2 people"),
        (True, "true", "是", "yes"),
        (False, "false", "否", "no"),
        ("PROMPT", "PROMPT", "PROMPT", "PROMPT"),
        (frozenset({"B", "A"}), "A, B", "A, B", "A, B"),
    ],
)
def test_writes_a_value_for_clients_and_for_readers_of_both_languages(
    value: Value, plain: str, zh: str, en: str
) -> None:
    assert (written(value), said(value), spelled(value)) == (plain, zh, en)


def test_amounts_are_compared_by_their_months() -> None:
    assert [Amount(2, unit).months for unit in ("month", "quarter", "year")] == [2, 6, 24]
    assert Amount(3, "month").size == Amount(1, "quarter").size == (3, False)
    assert Amount(30, "child", strict=True).size == (30, True)
