"""Access that is broken open: which rows a caller is listed for by it alone, and what they show while it lasts."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from policies.permits import Permit
from policies.scope import NOTHING
from policies.vocabulary import COMMON, TYPES

# What shows wherever a row shows, and so is never named.
ALWAYS: Final = frozenset({FieldClass.BASIC, FieldClass.STAFF, FieldClass.AGGREGATE})
_GROUND: Final = "breakglass:"
# A case brought before the prefecture or province: opened singly, too (policies/brought_case.py).
BROUGHT: Final = "brought:"
# The rows that hang on a child alone, and the classes that open them. No household: it has other children, too.
_OPENED: Final[Mapping[str, frozenset[FieldClass]]] = MappingProxyType(
    {
        "child": frozenset(FieldClass),
        "guardian": frozenset(
            {FieldClass.IDENTITY, FieldClass.CONTACT, FieldClass.LOCATION, FieldClass.FAMILY, FieldClass.SPECIAL}
        ),
        "carer": frozenset({FieldClass.CONTACT, FieldClass.FAMILY}),
        "benefit": frozenset({FieldClass.FAMILY}),
        "assessment": frozenset({FieldClass.HEALTH}),
        "visit": frozenset({FieldClass.NARRATIVE}),
    }
)


def ground_of(key: UUID) -> str:
    """Name the reason for which a broken glass lists its child (`access_link.ground`)."""
    return f"{_GROUND}{key}"


def ordinary(ground: ColumnElement[str]) -> ColumnElement[bool]:
    """Ask that a row is listed for another reason: what is opened singly shows only where it is asked for."""
    return and_(ground.not_like(f"{_GROUND}%"), ground.not_like(f"{BROUGHT}%"))


def may_name(permit: Permit) -> frozenset[FieldClass]:
    """Give the classes that a role may break open: those that policy shows or masks of the type `breakGlass`."""
    return frozenset(
        one for one in FieldClass if one not in ALWAYS and permit.sight("breakGlass", one) is not Sight.HIDE
    )


def shows_already(permit: Permit, named: Collection[FieldClass]) -> bool:
    """Tell whether a child in the role's ordinary sight shows all named classes as breaking the glass would."""
    return all(permit.sight("child", one) in (Sight.SHOW, permit.sight("breakGlass", one)) for one in named)


def through(caller: Caller, named: Collection[FieldClass], keys: Collection[UUID]) -> Caller:
    """Give the caller as it reads through broken glass: the named classes of the rows listed for these grounds alone.

    Nothing may be done through it, and a class that policy has withdrawn since is not shown.
    """
    return replace(
        caller,
        areas=(),
        organisations=(),
        scope=NOTHING,
        permit=_widened(caller.permit, frozenset(named) & may_name(caller.permit)),
        grounds=frozenset(map(ground_of, keys)),
    )


def _widened(permit: Permit, named: frozenset[FieldClass]) -> Permit:
    opened = {kind for kind, by in _OPENED.items() if kind == "child" or by & named}
    kinds = {kind: RowKind.LISTED if kind in opened else RowKind.NONE for kind in TYPES}
    kinds |= {kind: permit.row(kind) for kind in COMMON}
    fields = {kind: permit.fields[kind] for kind in COMMON} | {
        kind: MappingProxyType(
            {one: _sight(permit, named, one) if kind in opened else Sight.HIDE for one in FieldClass}
        )
        for kind in set(TYPES) - COMMON
    }
    return replace(
        permit,
        rows=RowKind.LISTED,
        kinds=MappingProxyType(kinds),
        fields=MappingProxyType(fields),
        actions=frozenset(),
        assigns=frozenset(),
        grants=MappingProxyType({}),
    )


def _sight(permit: Permit, named: frozenset[FieldClass], one: FieldClass) -> Sight:
    if one in ALWAYS:
        return Sight.SHOW
    return permit.sight("breakGlass", one) if one in named else Sight.HIDE
