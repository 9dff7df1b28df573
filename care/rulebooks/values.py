"""What a rule can say: amounts, flags, closed sets of codes, urgencies, days of the year, sentences."""

import re
from dataclasses import dataclass
from enum import StrEnum

MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = {
    "month": "个月",
    "quarter": "个季度",
    "year": "年",
    "age": "周岁",
    "hour": "小时",
    "day": "天",
    "child": "名儿童",
    "person": "名",
    "grade": "级",
    "time": "次",
}

PLURALS = {"child": "children", "person": "people"}

# From the most to the least urgent (comparison of rule dimensions, section 3.1).
URGENCIES = ("IMMEDIATE", "SIMULTANEOUS", "FIRST_MOMENT", "PROMPT", "WITHIN_3_DAYS", "PERIODIC")
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


class Kind(StrEnum):
    """What form the values of a dimension have."""

    INTERVAL = "interval"  # whole months, quarters or years
    COUNT = "count"  # a whole number in the dimension's own unit
    FLAG = "flag"
    CODES = "codes"  # values of a closed list
    URGENCY = "urgency"
    DATES = "dates"  # days of every year, MM-DD
    TEXT = "text"  # a sentence that is shown and decides nothing


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; `strict` means that the number itself is not yet enough (超过, as against 以上)."""

    number: int
    unit: str
    strict: bool = False

    @property
    def size(self) -> tuple[int, bool]:
        """Give what amounts of one dimension are compared by: months, or the bare number."""
        return self.number * MONTHS.get(self.unit, 1), self.strict

    @property
    def months(self) -> int:
        """Give an interval's length in months."""
        return self.number * MONTHS[self.unit]


Value = Amount | bool | frozenset[str] | str
Raw = bool | int | str | tuple[str, ...]


class BadValue(ValueError):
    """A value that its dimension cannot have; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def parse(kind: Kind, raw: Raw, *, unit: str | None, strict: bool, own_unit: str | None) -> Value:
    """Read a value as the file gives it; raises `BadValue`.

    `own_unit` is the unit of a counting dimension; an interval brings its unit along.
    """
    if kind in {Kind.INTERVAL, Kind.COUNT}:
        return _amount(kind, raw, unit, strict, own_unit)
    if unit is not None or strict:
        raise BadValue("只有数量才有单位和“超过”", "only an amount has a unit or is strict")
    if kind is Kind.FLAG:
        if not isinstance(raw, bool):
            raise BadValue("应为 true 或 false", "must be true or false")
        return raw
    if kind is Kind.CODES or kind is Kind.DATES:
        return _several(kind, raw)
    if not isinstance(raw, str) or not raw.strip():
        raise BadValue("应为文字", "must be a text")
    if kind is Kind.URGENCY and raw not in URGENCIES:
        raise BadValue(f"紧急程度应为：{'、'.join(URGENCIES)}", f"an urgency is one of {', '.join(URGENCIES)}")
    return frozenset({raw}) if kind is Kind.TEXT else raw


def _amount(kind: Kind, raw: Raw, unit: str | None, strict: bool, own_unit: str | None) -> Amount:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise BadValue("应为正整数", "must be a whole number above 0")
    allowed = set(MONTHS) if kind is Kind.INTERVAL else {own_unit or "person"}
    chosen = unit if unit is not None or kind is Kind.INTERVAL else own_unit or "person"
    if chosen not in allowed:
        raise BadValue(f"单位应为：{'、'.join(sorted(allowed))}", f"the unit must be {' or '.join(sorted(allowed))}")
    return Amount(raw, chosen, strict)


def _several(kind: Kind, raw: Raw) -> frozenset[str]:
    if not isinstance(raw, tuple) or not raw:
        raise BadValue("应为不空的列表", "must be a list that is not empty")
    if len(set(raw)) != len(raw):
        raise BadValue("列表中有重复", "the list repeats itself")
    if kind is Kind.DATES and not all(_DAY.fullmatch(day) for day in raw):
        raise BadValue("日期应写成 MM-DD，例如 11-10", "a day is written MM-DD, such as 11-10")
    return frozenset(raw)


def written(value: Value) -> str:
    """Write a value for people and clients: `3`, `true`, codes in order, joined by a comma and a space."""
    if isinstance(value, Amount):
        return f"> {value.number}" if value.strict else str(value.number)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ", ".join(sorted(value))


def said(value: Value) -> str:
    """Write a value with its unit in Chinese; codes stay codes."""
    if isinstance(value, Amount):
        return f"{'超过 ' if value.strict else ''}{value.number} {UNITS[value.unit]}"
    return ("是" if value else "否") if isinstance(value, bool) else written(value)


def spelled(value: Value) -> str:
    """Write a value with its unit in English."""
    if isinstance(value, Amount):
        unit = value.unit if value.number == 1 else PLURALS.get(value.unit, f"{value.unit}s")
        return f"{'over ' if value.strict else ''}{value.number} {unit}"
    return ("yes" if value else "no") if isinstance(value, bool) else written(value)
