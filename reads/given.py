"""What a request gives to its statements: values that each run reads anew, and questions that making them asks.

A statement that is made once serves every request for which it would be made alike. So nothing of a request reaches the
making but by two ways: as a `Late` value, which stands in the statement as a parameter and is read when it runs, or as
the answer to a question that the `Inquiry` writes down. Whoever gives the same answers gets the same statement.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from graphql.execution.values import VariableValues

from policies.caller import Caller

Of = Callable[["Given"], Any]


@dataclass(frozen=True)
class Given:
    """What one request gives: who asks, the places in reach, the clock's moment (Asia/Shanghai), the variables.

    `scope` is what row-level security lets through: the caller's places, or in a unit of work those it was opened for.
    `keys` are those of the rows that an action has written.
    """

    caller: Caller
    scope: str
    now: datetime
    variables: VariableValues
    keys: Sequence[UUID] = ()
    _made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, make: Callable[[VariableValues], Any]) -> Any:
        """Give what is made of the variables, made once for the request."""
        if name not in self._made:
            self._made[name] = make(self.variables)
        return self._made[name]


class Late:
    """A value that is read when the statement runs: it stands wherever a value to be bound may stand.

    Whoever looks at it while a statement is made gets a TypeError, for the statement would hold for that value alone.
    """

    __slots__ = ("of",)

    def __init__(self, of: Of) -> None:
        self.of = of

    def then(self, change: Callable[[Any], Any]) -> "Late":
        """Give what a pure function makes of the value."""
        of = self.of
        return Late(lambda given: change(of(given)))

    def __bool__(self) -> bool:
        raise self._unknown()

    def __eq__(self, other: object) -> bool:
        raise self._unknown()

    __hash__ = object.__hash__

    def __iter__(self) -> Any:
        raise self._unknown()

    def _unknown(self) -> TypeError:
        return TypeError("a statement that is made for many requests cannot look at the value of one")


class Moment(Late):
    """The moment of the request."""

    __slots__ = ()

    def date(self) -> Late:
        """Give its day."""
        return self.then(datetime.date)

    def isoformat(self) -> Late:
        """Give its text."""
        return self.then(datetime.isoformat)


@dataclass(frozen=True)
class Question:
    """Something that the making of a statement depends on; `name` tells it from the others of the operation."""

    name: Hashable
    of: Callable[[Given], Hashable]


class Inquiry:
    """What the making of one statement has asked of a request, in this order, with the answers it got."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.answers: dict[Hashable, tuple[Question, Hashable]] = {}

    def ask(self, name: Hashable, of: Callable[[Given], Hashable]) -> Any:
        """Ask, once, and give the answer."""
        found = self.answers.get(name)
        if found is None:
            found = self.answers[name] = (Question(name, of), of(self.given))
        return found[1]

    def know(self, name: Hashable, of: Of) -> Any:
        """Give a value itself: the statement then holds for this value alone."""
        self.ask((name, "is"), lambda given: frozen(of(given)))
        return of(self.given)


def resolved(arguments: Iterable[Any], given: Given) -> list[Any]:
    """Give the arguments of one run."""
    return [one.of(given) if isinstance(one, Late) else one for one in arguments]


def frozen(value: Any) -> Hashable:
    """Give what two values have in common only when a statement made for one may serve the other."""
    if isinstance(value, list | tuple):
        return (list, *map(frozen, value))
    if isinstance(value, dict):
        return (dict, *((name, frozen(one)) for name, one in value.items()))
    if isinstance(value, str | int | Enum | UUID | None):
        return type(value), value
    return type(value), repr(value)


def padded(length: int) -> int:
    """Give the next power of two: lists of many lengths share few statements, the last value filling up."""
    return 0 if length == 0 else 1 << (length - 1).bit_length()


def each(inquiry: Inquiry, name: Hashable, of: Of) -> tuple[Late, ...]:
    """Give the values of a list that is read when the statement runs; how many there are shapes the statement."""
    size = inquiry.ask((name, "size"), lambda given: padded(len(of(given))))

    def at(place: int) -> Late:
        def read(given: Given) -> Any:
            values = of(given)
            return values[min(place, len(values) - 1)]

        return Late(read)

    return tuple(map(at, range(size)))
