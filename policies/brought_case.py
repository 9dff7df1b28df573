"""Cases brought before the prefecture or the province: what its officers see of one while they open it, and no more."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from policies.broken_glass import ALWAYS, BROUGHT
from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from policies.permits import Permit
from policies.scope import NOTHING
from policies.vocabulary import COMMON, TYPES

# What belongs to a case, and the classes beside those that always show; of the child itself there are the basics alone.
_OPENED: Final[Mapping[str, frozenset[FieldClass]]] = MappingProxyType(
    {
        "case": frozenset({FieldClass.NARRATIVE}),
        "report": frozenset({FieldClass.NARRATIVE}),
        "placement": frozenset({FieldClass.NARRATIVE}),
        "child": frozenset(),
    }
)


def ground_of(key: UUID) -> str:
    """Name the reason for which a case that was brought lists what belongs to it (`access_link.ground`)."""
    return f"{BROUGHT}{key}"


def opening(caller: Caller, key: UUID) -> Caller:
    """Give the caller as it reads a case that was brought: the rows listed for this ground alone, with nothing to do.

    Of the classes above those show that policy shows of the type `broughtCase`.
    """
    return replace(
        caller,
        areas=(),
        organisations=(),
        scope=NOTHING,
        permit=_opened(caller.permit),
        grounds=frozenset({ground_of(key)}),
    )


def _opened(permit: Permit) -> Permit:
    kinds = {kind: RowKind.LISTED if kind in _OPENED else RowKind.NONE for kind in TYPES}
    kinds |= {kind: permit.row(kind) for kind in COMMON}
    fields = {kind: permit.fields[kind] for kind in COMMON} | {
        kind: MappingProxyType({one: _sight(permit, kind, one) for one in FieldClass}) for kind in set(TYPES) - COMMON
    }
    return replace(
        permit,
        rows=RowKind.LISTED,
        kinds=MappingProxyType(kinds),
        fields=MappingProxyType(fields),
        actions=frozenset(),
        assigns=frozenset(),
    )


def _sight(permit: Permit, kind: str, one: FieldClass) -> Sight:
    if kind not in _OPENED or one not in _OPENED[kind] | ALWAYS:
        return Sight.HIDE
    return permit.sight("broughtCase", one)
