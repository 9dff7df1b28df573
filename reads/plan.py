"""A plan: the one statement that answers an operation, what is to be bound, and how its bytes become the response."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from reads import json
from reads.given import Given, Late, resolved
from reads.reading import Asked, Reading
from reads.statement import NEXT_FIELD
from tenants.registry import Login

_NEXT, _FORBIDDEN = NEXT_FIELD.encode(), json.FORBIDDEN.encode()


@dataclass(frozen=True, slots=True)
class PlannedField:
    """A root field: its key in the response, and what the trail says of it.

    `text` is its value where that is known already; else the statement gives lines (`reads.statement`). `noted` is what
    it reads of persons, `asked` gives the kinds and keys of what was asked for one by one, `listed` tells that they are
    answered with a list. An object of several lists has `members`, each with its key and lines of its own, or a value
    that the request gives.
    """

    key: bytes
    text: bytes | None = None
    noted: Reading = field(default_factory=Reading)
    asked: Late | None = None
    listed: bool = False
    members: Sequence[tuple[bytes, Late | None]] | None = None


@dataclass(slots=True)
class Plan:
    """What was made of an operation, or of one field of it; `runs` counts how often it was used."""

    sql: str
    arguments: Sequence[Any]
    login: Login
    fields: Sequence[PlannedField]
    runs: int = 0

    def bound(self, given: Given) -> list[Any]:
        """Give the arguments for a request; raises BadRead where the request sent what no statement takes."""
        return resolved(self.arguments, given)

    def response(self, answer: bytes, given: Given) -> tuple[bytes, list[Reading]] | None:
        """Splice the response, and tell what it reads of persons; None when it holds a null that the schema forbids."""
        if _FORBIDDEN in answer:
            return None
        parts = iter(answer.split(_NEXT))
        written: list[bytes] = []
        readings: list[Reading] = []
        for one in self.fields:
            text = one.text
            if text is None:
                text, reading = _field(one, parts, given)
                readings.append(reading)
            written.append(one.key + text)
        return b'{"data":{' + b",".join(written) + b"}}", [one for one in readings if one.kinds]

    def value(self, answer: bytes, given: Given) -> tuple[bytes, Reading]:
        """Give the value of the plan's one field, whatever nulls it holds, and what it reads of persons."""
        return _field(self.fields[0], iter(answer.split(_NEXT)), given)


def _field(planned: PlannedField, parts: Iterator[bytes], given: Given) -> tuple[bytes, Reading]:
    reading = planned.noted.afresh()
    if planned.members is not None:
        return b"{" + b",".join(_members(planned.members, parts, given, reading)) + b"}", reading
    lines = next(parts)
    asked: Asked = planned.asked.of(given) if planned.asked is not None else []
    if not planned.listed or planned.asked is None:
        told, _, text = lines.partition(b"\n")
        reading.told(told.decode(), asked, listed=planned.listed)
        return text, reading
    split = lines.split(b"\n") if lines else []
    for key, line in zip(asked, split[::2], strict=True):
        if key is not None:
            reading.one(key[0], key[1], line.decode())
    return b"[" + b",".join(split[1::2]) + b"]", reading


def _members(
    members: Sequence[tuple[bytes, Late | None]], parts: Iterator[bytes], given: Given, reading: Reading
) -> Iterator[bytes]:
    for key, known in members:
        if known is not None:
            yield key + orjson.dumps(known.of(given))
        else:
            told, _, text = next(parts).partition(b"\n")
            reading.told(told.decode(), [], listed=True)
            yield key + text
