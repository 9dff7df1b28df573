"""Sums of an area for whoever keeps its calendar: numbers alone, counted behind the wall of the caller's own places."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, cast, func, literal

from care.divisions.scope import covers
from policies.classes import RowKind
from reads.statement import scoped
from schema.context import Info, Request


def sees_sums(request: Request, area: int) -> bool:
    """Tell whether the caller keeps the calendar of places and the area lies in them: who does, may count there."""
    by_place = request.caller.permit.row("submission") is RowKind.AREA
    return by_place and covers(request.caller.areas, area)


async def summed(info: Info, counts: Mapping[str, Select[Any]]) -> dict[str, int]:
    """Count, each by a select of one number, in one statement under the caller's scope."""
    frame = info.context.frame(info._raw_info)
    parts = [part for name, one in counts.items() for part in (literal(name, Text), _number(one))]
    text = await info.context.fetch(scoped(frame, cast(func.json_build_object(*parts), Text)), frame)
    found: dict[str, int] = orjson.loads(text or "{}")
    return found


def _number(one: Select[Any]) -> ColumnElement[int]:
    return func.coalesce(one.scalar_subquery(), 0)
