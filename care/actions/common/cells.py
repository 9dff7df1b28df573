"""Cells of numbers that are kept encrypted: the sealed value, its mask, and where looked up its blind index."""

from typing import Any
from uuid import UUID

from care.duties.masks import phone_mask, resident_id_mask
from tenants.work import Work


def resident_id_cells(work: Work, table: str, row: UUID, number: str | None) -> dict[str, Any]:
    """Give the columns of a resident ID for one row of a table; all empty for None."""
    if number is None:
        return {"resident_id": None, "resident_id_masked": None, "resident_id_blind": None}
    return {
        "resident_id": work.keys.encrypt(number, table=table, row=row, field="resident_id"),
        "resident_id_masked": resident_id_mask(number),
        "resident_id_blind": work.keys.blind(number),
    }


def phone_cells(work: Work, table: str, row: UUID, number: str | None, field: str = "phone") -> dict[str, Any]:
    """Give the columns of a phone number for one row of a table; all empty for None."""
    if number is None:
        return {field: None, f"{field}_masked": None}
    return {
        field: work.keys.encrypt(number, table=table, row=row, field=field),
        f"{field}_masked": phone_mask(number),
    }
