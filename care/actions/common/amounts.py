"""Amounts of money in an input, read by the rules of the ledger form: yuan, never negative, two decimals at most."""

from decimal import Decimal

from care.actions.common.findings import Findings, Path
from care.actions.common.reading import tell
from care.ledgers.faults import FaultCode

_CENT = Decimal("0.01")
MONTHLY_LIMIT = 10**8  # yuan per month, as the ledger's cells have it
YEARLY_LIMIT = 10**10


def read_amount(findings: Findings, path: Path, value: Decimal | None, limit: int) -> Decimal | None:
    """Give an amount below `limit` yuan, None where there is none; what is wrong with it is added to the findings."""
    if value is None:
        return None
    fault = _fault(value, limit)
    if fault is not None:
        tell(findings, path, fault)
        return None
    return value.quantize(_CENT)


def _fault(value: Decimal, limit: int) -> FaultCode | None:
    if value < 0:
        return FaultCode.AMOUNT_NEGATIVE
    if value >= limit:
        return FaultCode.AMOUNT_TOO_LARGE
    return FaultCode.AMOUNT_DECIMALS if value != value.quantize(_CENT) else None
