"""Counties without a body for the protection of minors, where a rule asks for one in every county (YN-K15)."""

from sqlalchemy import ColumnElement, select

from care.divisions.scope import covers
from reads.rows import inside
from reads.sources import Row
from records.codes import AdminLevel, OrganisationKind
from records.organisation import organisation
from schema.answer import answer_many
from schema.context import Info
from schema.division import Division
from schema.law import book_at
from schema.scalars import DivisionCode

# Where there is no protection centre the county names a body such as a welfare institution (云民规〔2019〕3号, item 2).
_BODIES = (OrganisationKind.PROTECTION_CENTRE.value, OrganisationKind.WELFARE_INSTITUTION.value)
_COUNTIES = (AdminLevel.COUNTY.value, AdminLevel.SPECIAL_ZONE.value)


async def counties_without_body(info: Info, division: DivisionCode | None) -> list[Division]:
    """Answer with the counties of a place, the tenant's where none is named, that have no such body on file.

    Empty where no rule asks for one, and for places outside the tenant.
    """
    tenant = info.context.tenant
    if tenant is None:
        return []
    area = division or tenant.division
    asked = (await book_at(info, area, None)).flag("protection.bodyPerCounty")
    if asked is None or not covers([tenant.division], area):
        return []
    found: list[Division] = await answer_many(info, lambda row: _without(row, area), lambda row: (row.c.code,))
    return found


def _without(row: Row, area: int) -> ColumnElement[bool]:
    body = organisation.alias()
    there = select(body.c.id).where(body.c.county == row.c.code, body.c.kind.in_(_BODIES)).correlate(row)
    return row.c.level.in_(_COUNTIES) & inside(row.c.code, area) & ~there.exists()
