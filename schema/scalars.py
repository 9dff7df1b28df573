"""The contract's scalars: what a client may send, and decoded rows as Postgres wrote them.

Dates are ISO 8601, times RFC 3339 with offset (without one: Asia/Shanghai), money a Decimal string in yuan, division
codes 12 digits (GB/T 2260 and statistical village code).
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType
from zoneinfo import ZoneInfo

import strawberry
from strawberry.types.scalar import ScalarDefinition

DivisionCode = NewType("DivisionCode", int)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("a string is needed here")
    return value


def parse_date(value: Any) -> date:
    """Read a date such as 2026-03-20; raises ValueError."""
    return date.fromisoformat(_text(value))


def parse_datetime(value: Any) -> datetime:
    """Read a time such as 2026-03-20T09:00:00+08:00 into Asia/Shanghai; raises ValueError."""
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    try:
        return moment.astimezone(SHANGHAI)
    except OverflowError as error:
        raise ValueError("a time outside the calendar") from error


def parse_decimal(value: Any) -> Decimal:
    """Read an amount of money such as "560.50"; raises ValueError."""
    try:
        amount = Decimal(_text(value) if not isinstance(value, int) else value)
    except InvalidOperation as error:
        raise ValueError("not a decimal number") from error
    if not amount.is_finite():
        raise ValueError("not a finite number")
    return amount


def parse_division(value: Any) -> DivisionCode:
    """Read a division code of 12 digits; raises ValueError."""
    text = _text(value)
    if len(text) != 12 or not (text.isascii() and text.isdigit()) or not "11" <= text[:2] <= "89":
        raise ValueError("a division code has 12 digits")
    return DivisionCode(int(text))


def _scalar(name: str, description: str, parse: Callable[[Any], Any]) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=_as_written, parse_value=parse)


def _as_written(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


SCALARS: dict[object, ScalarDefinition] = {
    date: _scalar("Date", "ISO 8601 date, 2026-03-20.", parse_date),
    datetime: _scalar("DateTime", "RFC 3339 time with offset; Asia/Shanghai by default.", parse_datetime),
    Decimal: _scalar("Decimal", "Money in yuan as a decimal string.", parse_decimal),
    DivisionCode: _scalar(
        "DivisionCode", "12 digits, GB/T 2260 + statistical village code; 350102000000 is a county.", parse_division
    ),
}
