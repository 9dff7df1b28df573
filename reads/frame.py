"""What surrounds the compiling of one operation: the schema's registry, who asks, and the operation's own parts."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLSchema

from care.divisions import scope
from policies.caller import Language
from policies.classes import FieldClass
from policies.permits import Permit
from reads.errors import BadRead
from reads.given import Given, Inquiry, Late, Moment, each
from reads.mapping import Registry
from reads.reading import Reading
from reads.sources import Row, Rows

MOST_FIELDS = 2_000


@dataclass
class Budget:
    """What one root field may still ask for, in fields; fragments make few words into many of them."""

    left: int = MOST_FIELDS

    def take(self, fields: int) -> None:
        """Use some of it; raises BadRead TOO_COMPLEX when it is used up."""
        self.left -= fields
        if self.left < 0:
            raise BadRead("TOO_COMPLEX", "查询过于复杂，请拆分后再试", "The query is too complex: split it")


@dataclass(frozen=True)
class Place:
    """An area whose codes are bound: the column of its level where it has one, and the ranges that report to it."""

    level: scope.LevelColumn | None
    code: Any
    spans: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Asker:
    """The caller as a statement sees it: the permit is known, who it is and where is read when the statement runs."""

    permit: Permit
    inquiry: Inquiry

    @property
    def subject(self) -> Any:
        """The account."""
        return Late(lambda given: given.caller.subject)

    @property
    def areas(self) -> tuple[Place, ...]:
        """The places of the role; how many there are and of which levels shapes the statement."""
        size = self.inquiry.ask("areas", lambda given: len(given.caller.areas))
        return tuple(map(self._area, range(size)))

    @property
    def organisations(self) -> tuple[Any, ...]:
        """The organisations that the caller acts for."""
        return each(self.inquiry, "organisations", lambda given: given.caller.organisations)

    @property
    def grounds(self) -> frozenset[str] | None:
        """The only reasons for which listed rows show; None for all but broken glass."""
        known: frozenset[str] | None = self.inquiry.know(
            "grounds", lambda given: None if given.caller.grounds is None else sorted(given.caller.grounds)
        )
        return known

    @property
    def language(self) -> Language:
        """The language of what is said in words; each has statements of its own."""
        said: Language = self.inquiry.ask("language", lambda given: given.caller.language)
        return said

    def _area(self, index: int) -> Place:
        return place_of(self.inquiry, ("area", index), lambda given: given.caller.areas[index])


@dataclass
class Names:
    """What the rows of each table are called in one statement: the first, the second and so on.

    The names themselves are kept for the next statement: to make one with all its columns takes longer than what a
    statement then does with the few it asks for.
    """

    _used: dict[Row, int] = field(default_factory=dict)

    def next(self, table: Row) -> Row:
        """Give the rows of a table another name than any before."""
        nth = self._used[table] = self._used.get(table, 0) + 1
        return _named(table, nth)


@lru_cache(maxsize=96)  # 25 kB each
def _named(table: Row, _nth: int) -> Row:
    return table.alias()


@dataclass(frozen=True)
class Frame:
    """The surroundings of one compilation: the schema's registry, the caller, the operation's own parts.

    The compiled predicates bind the rows to the caller, whatever row-level security lets through.
    """

    registry: Registry
    caller: Asker
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    inquiry: Inquiry
    budget: Budget = field(default_factory=Budget)
    reading: Reading = field(default_factory=Reading)
    names: Names = field(default_factory=Names)
    typed: bool = False

    @property
    def now(self) -> Any:
        """The clock's moment, in Asia/Shanghai."""
        return Moment(lambda given: given.now)

    @property
    def scope(self) -> Any:
        """The places that row-level security lets through."""
        return Late(lambda given: given.scope)

    @property
    def believing(self) -> bool:
        """Whether the caller was made of roles that were not read for this request."""
        known: bool = self.inquiry.ask("believing", lambda given: given.caller.believed is not None)
        return known

    def note(self, rows: Rows, *classes: FieldClass) -> None:
        """Note for the trail that rows of a type are read, and which classes of their fields."""
        self.reading.note(self.caller.permit, rows.kind, *classes)

    def alias(self, table: Row) -> Row:
        """Give the rows of a table a name of their own in the statement."""
        return self.names.next(table)

    def alone(self) -> "Frame":
        """Give the surroundings of another root field of the operation, with a budget and a reading of its own."""
        return replace(self, budget=Budget(), reading=Reading())


def frame_of(
    given: Given,
    registry: Registry,
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    *,
    typed: bool = False,
) -> Frame:
    """Begin the making of a statement; `typed`: rows behind an interface say of which type they are."""
    inquiry = Inquiry(given)
    return Frame(registry, Asker(given.caller.permit, inquiry), schema, fragments, inquiry, typed=typed)


def place_of(inquiry: Inquiry, name: Hashable, of: Callable[[Given], int]) -> Place:
    """Give an area of the request; its level, and how many ranges report to it, shape the statement."""
    level, ranges = inquiry.ask((name, "place"), lambda given: _shape(of(given)))
    code = Late(of)
    return Place(level, code, tuple((_end(code, at, 0), _end(code, at, 1)) for at in range(ranges)))


def _end(code: Late, at: int, side: int) -> Late:
    return code.then(lambda area: _spans(area)[at][side])


def fixed_place(area: int) -> Place:
    """Give an area that is known already."""
    return Place(scope.column(area), area, _spans(area))


@lru_cache(maxsize=4096)
def _spans(area: int) -> tuple[tuple[int, int], ...]:
    return scope.ranges([area])


@lru_cache(maxsize=4096)
def _shape(area: int) -> tuple[scope.LevelColumn | None, int]:
    return scope.column(area), len(_spans(area))
