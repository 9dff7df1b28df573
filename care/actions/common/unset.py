"""What an update does not speak of: `UNSET` leaves a fact as it is, where None empties it."""

from dataclasses import fields
from enum import Enum
from typing import Any, Final, Literal, TypeVar

T = TypeVar("T")


class Unset(Enum):
    """The type of `UNSET`, of which there is one."""

    UNSET = "UNSET"


UNSET: Final[Literal[Unset.UNSET]] = Unset.UNSET


def given(command: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Give those of a command's named facts that it speaks of."""
    return {name: value for name in names if (value := getattr(command, name)) is not UNSET}


def spoken(command: Any) -> tuple[str, ...]:
    """Name the facts that a command speaks of, in the order of its fields; empty ones and its own keys left out."""
    own = {"id", "version", "reason", "client_id", "idempotency_key"}
    return tuple(
        one.name
        for one in fields(command)
        if one.name not in own and getattr(command, one.name) not in (UNSET, None, ())
    )


def either(value: T | Unset, otherwise: T) -> T:
    """Give the value that a command speaks of, else the one on file."""
    return otherwise if isinstance(value, Unset) else value
