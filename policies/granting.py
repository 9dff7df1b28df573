"""Grants to partners: which classes one may name, and by which reason it lists the children that it opens."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement

from policies.broken_glass import ALWAYS
from policies.classes import FieldClass, RowKind, Sight
from policies.permits import SIGHTS, Permit
from records.codes import Purpose

# What partners work for; oversight, reports, numbers and corrections are the offices' own.
PURPOSES: Final = frozenset({Purpose.VISIT, Purpose.CASE_HANDLING, Purpose.ASSISTANCE_APPLICATION})
_GROUND: Final = "grant:"


def ground_of(key: UUID) -> str:
    """Name the reason for which a grant lists its child and need (`access_link.ground`)."""
    return f"{_GROUND}{key}"


def by_grant(ground: ColumnElement[str]) -> ColumnElement[bool]:
    """Ask that a row is listed by a grant: of other reasons `access_link.classes` names no field class."""
    return ground.like(f"{_GROUND}%")


def may_grant(giver: Permit, taker: Permit) -> frozenset[FieldClass]:
    """Give the classes that the giver may open to the taker: what the taker's role may have by a grant, and no more.

    A class is left out that the giver sees less of, on any type of row on which the grant would show it.
    """
    opened = {one for classes in taker.grants.values() for one in classes}
    return frozenset(ALWAYS | {one for one in opened if all(_sees(giver, taker, kind, one) for kind in taker.grants)})


def _sees(giver: Permit, taker: Permit, kind: str, one: FieldClass) -> bool:
    wanted = taker.granted(kind, one)
    if wanted is Sight.HIDE:
        return True
    sees = giver.row(kind) is RowKind.AREA
    return sees and SIGHTS.index(giver.sight(kind, one)) <= SIGHTS.index(wanted)
