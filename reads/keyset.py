"""Keyset pagination: the order of a list as columns ending in the unique id, and cursors that name a place in it.

A page boundary is a place, not a number, so rows that come or go elsewhere neither repeat nor hide a row
(offset cursors do both). A cursor is base64 of a JSON array: the order's name and the values of its keys.
"""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    SmallInteger,
    Text,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    or_,
    tuple_,
)
from sqlalchemy.types import TypeEngine

from reads.arguments import Value
from reads.errors import BadRead
from reads.given import Late
from reads.sources import Key, Row

MOST = 100
USUAL = 20
_LONGEST_CURSOR = 4_000  # characters; the key of the longest name takes up to 2,400


def page_size(arguments: Mapping[str, Value]) -> tuple[int, bool]:
    """Give how many rows are asked for and whether from the end; 1 to 100, 20 when nothing is said."""
    return size_of(known(arguments, "first"), known(arguments, "last"))


def size_of(first: int | None, last: int | None = None) -> tuple[int, bool]:
    """Give what `page_size` gives, of numbers."""
    if first is not None and last is not None:
        raise BadRead("BAD_USER_INPUT", "first 与 last 不能同时使用", "first and last cannot be used together")
    size = first if first is not None else last
    if size is None:
        return USUAL, False
    if not 1 <= size <= MOST:
        raise BadRead("BAD_USER_INPUT", f"每页行数应在 1 至 {MOST} 之间", f"first and last take 1 to {MOST}")
    return size, last is not None


def place_asked(arguments: Mapping[str, Value], *, backward: bool) -> Value | None:
    """Give the cursor that the page begins beyond; `after` goes with first, `before` with last."""
    before, after = _given(arguments, "before"), _given(arguments, "after")
    if before is not None and not backward:
        raise BadRead("BAD_USER_INPUT", "before 须与 last 同用", "before goes with last")
    if after is not None and backward:
        raise BadRead("BAD_USER_INPUT", "after 须与 first 同用", "after goes with first")
    return before if backward else after


def known(arguments: Mapping[str, Value], name: str) -> Any:
    """Give an argument that shapes the statement; None where it is null or was not sent."""
    return arguments[name].known() if name in arguments else None


def _given(arguments: Mapping[str, Value], name: str) -> Value | None:
    value = arguments.get(name)
    return None if value is None or value.told("null", lambda sent: sent is None) else value


def ordering(row: Row, keys: Sequence[Key], *, backward: bool) -> list[ColumnElement[Any]]:
    """Write ORDER BY; NULLs come last, or first when read backward."""
    written: list[ColumnElement[Any]] = []
    for key in keys:
        column: ColumnElement[Any] = row.c[key.name]
        column = column.desc() if key.descending != backward else column.asc()
        if key.nullable:
            column = column.nulls_first() if backward else column.nulls_last()
        written.append(column)
    return written


def beyond(row: Row, name: str, keys: Sequence[Key], cursor: Value, *, backward: bool) -> ColumnElement[bool]:
    """Write the condition that a row lies beyond a place: after it, or before it when read backward.

    Which of the cursor's values are null shapes the condition. Raises as `place_of` does.
    """
    columns = [row.c[key.name] for key in keys]
    kinds = [column.type for column in columns]

    def read(text: str) -> list[Any]:
        return place_of(text, name, kinds, keys)

    nulls = cursor.told("nulls", lambda text: tuple(value is None for value in read(text)))
    values = [None if null else _at(cursor, read, index) for index, null in enumerate(nulls)]
    bound = [
        bindparam(None, value, type_=column.type, unique=True) for column, value in zip(columns, values, strict=True)
    ]
    if len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys):
        place, here = tuple_(*bound), tuple_(*columns)
        return here < place if keys[0].descending != backward else here > place
    either = []
    for index, key in enumerate(keys):
        same = [
            columns[before].is_(None) if values[before] is None else columns[before] == bound[before]
            for before in range(index)
        ]
        either.append(and_(*same, _past(columns[index], key, values[index], bound[index], backward=backward)))
    return or_(*either)


def _past(
    column: ColumnElement[Any], key: Key, value: Any, bound: ColumnElement[Any], *, backward: bool
) -> ColumnElement[bool]:
    if value is None:  # NULLs are last: nothing lies past them forward, everything that has a value does backward
        return column.is_not(None) if backward else false()
    past = column < bound if key.descending != backward else column > bound
    return or_(past, column.is_(None)) if key.nullable and not backward else past


def cursor(row: Row, name: str, keys: Sequence[Key]) -> ColumnElement[str]:
    """Write a row's cursor."""
    place = func.json_build_array(bindparam(None, name, type_=Text, unique=True), *(row.c[key.name] for key in keys))
    encoded = func.encode(func.convert_to(place.cast(Text), "UTF8"), "base64")
    return func.translate(encoded, "\n", "")  # Postgres breaks base64 into lines of 76


def place_of(text: str, name: str, kinds: Sequence[TypeEngine[Any]], keys: Sequence[Key]) -> list[Any]:
    """Read a cursor back; raises BadRead when it is not one that this order of this list has made."""
    try:
        if len(text) > _LONGEST_CURSOR:
            raise ValueError
        place = orjson.loads(base64.b64decode(text, validate=True))
        if not isinstance(place, list) or len(place) != len(keys) + 1 or place[0] != name:
            raise ValueError
        return [_value(kind, value, key) for kind, key, value in zip(kinds, keys, place[1:], strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise BadRead("BAD_USER_INPUT", "游标无效", "The cursor is not valid for this list and order") from error


def _at(cursor: Value, read: Callable[[str], list[Any]], index: int) -> Late:
    return cursor.then(lambda text: read(text)[index])


def _value(kind: TypeEngine[Any], value: Any, key: Key) -> Any:
    if value is None:
        if not key.nullable:
            raise ValueError
        return None
    if isinstance(kind, Integer):
        most = 2**15 if isinstance(kind, SmallInteger) else 2**63 if isinstance(kind, BigInteger) else 2**31
        if type(value) is not int or not -most <= value < most:
            raise ValueError
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    if isinstance(kind, Uuid):
        return UUID(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    return value
