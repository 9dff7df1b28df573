"""A plan: the one statement that answers an operation, what is to be bound, and how its bytes become the response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.classes import FieldClass
from reads import json
from reads.given import Given, Late, resolved
from reads.reading import Asked, Reading
from reads.statement import NEXT_FIELD
from tenants.registry import Login

_NEXT, _FORBIDDEN = NEXT_FIELD.encode(), json.FORBIDDEN.encode()


@dataclass(frozen=True)
class PlannedField:
    """A root field: its key in the response, and what the trail says of it.

    `text` is its value where that is known already; else the statement gives lines (`reads.statement`). `asked` gives
    the kinds and keys of what was asked for one by one, `listed` that they are answered with a list.
    """

    key: bytes
    text: bytes | None = None
    kinds: Mapping[str, set[FieldClass]] = field(default_factory=dict)
    asked: Late | None = None
    listed: bool = False


@dataclass
class Plan:
    """What was made of an operation; `runs` counts how often it was used."""

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
                text, reading = _field(one, next(parts), given)
                readings.append(reading)
            written.append(one.key + text)
        return b'{"data":{' + b",".join(written) + b"}}", [one for one in readings if one.kinds]


def _field(planned: PlannedField, lines: bytes, given: Given) -> tuple[bytes, Reading]:
    reading = Reading({kind: set(classes) for kind, classes in planned.kinds.items()})
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
