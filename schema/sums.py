"""Sums of an area for whoever keeps its calendar: numbers alone, counted behind the wall of the caller's own places."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select

from care.divisions.scope import covers
from care.statistics.cubes import MINIMUMS
from policies.classes import RowKind
from reads.statement import scoped
from records.statistics import stat_minimum
from schema.context import Info, Request


def sees_sums(request: Request, area: int) -> bool:
    """Tell whether the caller keeps the calendar of the area: who does, may count there.

    Who sees no rows of children counts the own places as a whole: below them exact numbers would tell the statistics
    that are suppressed there (docs/decisions/0025).
    """
    by_place = request.caller.permit.row("submission") is RowKind.AREA
    areas = request.caller.areas
    return by_place and (covers(areas, area) if sees_children(request) else area in areas)


def sees_children(request: Request) -> bool:
    """Tell whether the caller sees children of places: then numbers of them tell nothing new."""
    return request.caller.permit.row("child") is RowKind.AREA


def small(number: int, least: int) -> bool:
    """Tell whether a number is too small to be told to who sees no rows."""
    return 0 < number < least


LEAST: Final = select(func.coalesce(func.max(stat_minimum.c.least), MINIMUMS[0])).where(
    stat_minimum.c.version == select(func.max(stat_minimum.c.version)).scalar_subquery()
)


async def summed(info: Info, counts: Mapping[str, Select[Any]]) -> dict[str, int]:
    """Count, each by a select of one number, in one statement under the caller's scope."""
    frame = info.context.frame(info._raw_info)
    parts = [part for name, one in counts.items() for part in (literal(name, Text), _number(one))]
    text = await info.context.fetch(scoped(frame, cast(func.json_build_object(*parts), Text)), frame)
    found: dict[str, int] = orjson.loads(text or "{}")
    return found


def _number(one: Select[Any]) -> ColumnElement[int]:
    return func.coalesce(one.scalar_subquery(), 0)
