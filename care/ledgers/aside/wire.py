"""What the reading process tells: messages one after another, each as its length (4 bytes) and a pickle.

The first is a `Told`, then come chunks of readings, the last of which is empty; an error may stand instead of any.
"""

import copyreg
import io
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from care.ledgers.faults import Fault
from care.ledgers.kinds.dates import Known
from care.ledgers.reading import Reading
from care.ledgers.row import (
    Benefit,
    Carer,
    Child,
    Director,
    HealthState,
    Household,
    LedgerRow,
    Pairing,
    Parent,
    Visit,
)

CHUNK = 100  # readings in a message: unpacking them takes as long as the loop may be kept busy (2 ms)
LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Told:
    """What an open ledger says before its rows: see `Ledger`."""

    year: int
    rows: int
    doubts: tuple[Fault, ...]
    positions: dict[str, int]


Message = Told | list[Reading] | Exception

_KINDS = (
    Reading, Fault, LedgerRow, Child, Parent, Household, Carer, Pairing, Director, Visit, Benefit, HealthState, Known,
)  # fmt: skip
_VALUES: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*(one.name for one in fields(kind))) for kind in _KINDS
}


def _made(one: Any) -> tuple[type, tuple[Any, ...]]:
    """Say how to make it again: by its class and values, in a fifth of the time that data classes take for it."""
    kind = type(one)
    return kind, _VALUES[kind](one)


_TABLE = copyreg.dispatch_table | dict.fromkeys(_KINDS, _made)


def pack(message: Message) -> bytes:
    """Give the bytes of a message."""
    packed = io.BytesIO(bytes(LENGTH.size))
    packed.seek(LENGTH.size)
    pickler = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _TABLE
    pickler.dump(message)
    packed.seek(0)
    packed.write(LENGTH.pack(len(packed.getbuffer()) - LENGTH.size))
    return packed.getvalue()


def unpack(packed: bytes) -> Any:
    """Give the `Message` that stood behind a length."""
    return pickle.loads(packed)  # noqa: S301 - from a process of our own, by a pipe that nobody else holds
