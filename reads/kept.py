"""Conditions that do not depend on the document: made at the first asking, and kept as text for the next statements.

What their making asked of the request is asked for each statement that they stand in, as if it had been made anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, true

from policies.classes import FieldClass
from reads.frame import Frame
from reads.given import Inquiry, Question
from reads.mapping import Registry
from reads.reading import Reading
from reads.shapes import Shapes, Unknown
from reads.sources import Row
from tenants.pieces import Parts, Piece, fits, parts_of

MOST = 512  # some 3 kB each
_ALWAYS: Parts = ("(true)",)


@dataclass(frozen=True)
class _Kept:
    """A condition: its text, and what its making asked and noted."""

    parts: Parts
    asked: tuple[tuple[Question, Hashable], ...]
    kinds: dict[str, set[FieldClass]]


def kept(frame: Frame, name: Hashable, row: Row, make: Callable[[Frame], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Give what `make` makes for a row of a frame like this; `name` tells it from all others of the permit."""
    if not fits(row):
        return make(frame)
    shapes = _shapes(frame.registry, (name, frame.caller.permit))
    given = frame.inquiry.given
    try:
        found = shapes.find(given)
    except Unknown:
        inquiry, reading = Inquiry(given), Reading()
        alone = replace(frame, caller=replace(frame.caller, inquiry=inquiry), inquiry=inquiry, reading=reading)
        condition = make(alone)
        found = _Kept(parts_of(condition, row), tuple(inquiry.answers.values()), reading.kinds)
        shapes.add(inquiry, found)
    for asked in found.asked:
        frame.inquiry.answers.setdefault(asked[0].name, asked)
    for kind, classes in found.kinds.items():
        frame.reading.kinds.setdefault(kind, set()).update(classes)
    return true() if found.parts == _ALWAYS else Piece(row, found.parts)


def _shapes(registry: Registry, key: Hashable) -> Shapes[_Kept]:
    every: OrderedDict[Hashable, Shapes[_Kept]] = registry.kept
    found = every.get(key)
    if found is None:
        found = every[key] = Shapes()
        if len(every) > MOST:
            every.popitem(last=False)
    every.move_to_end(key)
    return found
