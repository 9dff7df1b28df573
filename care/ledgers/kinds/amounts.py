"""Amounts of money in yuan: at most two decimals, never negative, in the unit the form prints."""

import re
from decimal import Decimal

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Raw, Setting
from care.ledgers.kinds.text import compact

_AMOUNT = re.compile(
    r"[￥¥]?(?P<sign>-?)(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<wan>万?)"
    r"(?:元(?:人民币)?)?(?P<unit>[/／每一](?:人)?[/／]?(?:月|年|个月|季度|天|日))?"
)
_CENT = Decimal("0.01")
MONTHLY, YEARLY = "元/月", "元/年"
_UNIT_ENDINGS = {MONTHLY: "月", YEARLY: "年"}


def read_amount(raw: Raw, *, unit: str, limit: int) -> Decimal | None:
    """Give an amount below `limit` yuan. Raises CellError."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        # A figure comes as binary floating point: 0.1 + 0.2 means 0.30.
        return _checked(Decimal(repr(round(raw, 9))), limit)
    text = compact(raw)
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise CellError(FaultCode.AMOUNT_INVALID)
    if found["unit"] and not found["unit"].endswith(_UNIT_ENDINGS[unit]):
        raise CellError(FaultCode.AMOUNT_UNIT, unit=unit)
    figure = Decimal(found["figure"].replace(",", "")) * (10_000 if found["wan"] else 1)
    return _checked(-figure if found["sign"] else figure, limit)


def _checked(amount: Decimal, limit: int) -> Decimal:
    if not amount.is_finite():
        raise CellError(FaultCode.AMOUNT_INVALID)
    if amount < 0:
        raise CellError(FaultCode.AMOUNT_NEGATIVE)
    if amount >= limit:
        raise CellError(FaultCode.AMOUNT_TOO_LARGE)
    cents = amount.quantize(_CENT)
    if cents != amount:
        raise CellError(FaultCode.AMOUNT_DECIMALS)
    return cents


def write_amount(amount: Decimal) -> str:
    """Write an amount without needless zeros: 500, 80.5."""
    return f"{amount.quantize(_CENT):f}".rstrip("0").rstrip(".")


def _income(raw: Raw, _: Setting) -> Decimal | None:
    return read_amount(raw, unit=YEARLY, limit=10**10)


def income_kind() -> Kind:
    """Make the kind of a yearly income per head, in yuan."""
    return Kind(
        "income",
        _income,
        Decimal,
        "每人每年收入，单位元，最多两位小数",
        "income per head and year in yuan, at most two decimals",
        numeric=True,
    )
