"""Where a readable field comes from: the words in which a type in `schema` declares each of its fields once.

From one declaration come the SDL (the annotation), the SQL (the source) and the policy check (the field class).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import strawberry
from sqlalchemy import CTE, ColumnElement, FromClause

from policies.classes import FieldClass

if TYPE_CHECKING:
    from reads.arguments import Value
    from reads.frame import Frame

SOURCE = "source"
FIELD_CLASS = "field_class"

Row = FromClause
Join = Callable[[Row, Row], ColumnElement[bool]]


@dataclass(frozen=True)
class Rows:
    """What a type's rows are: `table`, the `kind` that policies and ids speak of, and whether areas bind them.

    A select may stand for the table. `also` is the column of a second place that sees the row as well, `only` what else
    must hold of a row for the caller to see it, beside the caller's kind of rows. `listed` is the kind of object that
    its rows are listed by, and the column that holds its key; else the child's where a row is one child's, and the
    row's own. With `own`, who sees rows by list sees those of its own organisation, too; by `attended` a school that
    policy lets (`<kind>:attended`) sees those of its pupils. `by` is the column of the account whose row it is: that
    one sees it wherever it lies.
    """

    table: FromClause
    kind: str
    scoped: bool = True
    also: str | None = None
    only: "Callable[[Row, Frame], ColumnElement[bool]] | None" = None
    listed: tuple[str, str] | None = None
    own: bool = False
    attended: "Callable[[Row, Frame], ColumnElement[bool]] | None" = None
    by: str | None = None


@dataclass(frozen=True)
class Column:
    """A value of the row itself; `name` is the column's."""

    name: str


@dataclass(frozen=True)
class Computed:
    """JSON text made by SQL from the row, never NULL; `masked` is what shows where policy masks the field's class."""

    build: Callable[[Row, "Frame"], ColumnElement[str]]
    masked: Callable[[Row, "Frame"], ColumnElement[str]] | None = None


@dataclass(frozen=True)
class Settled:
    """A value that the permit alone decides, the same for every row of the type.

    `by_row` writes it as JSON where grants decide beside the permit, and gives None where they do not.
    """

    build: Callable[["Frame", str], Any]
    by_row: Callable[[Row, "Frame", str], ColumnElement[str] | None] | None = None


@dataclass(frozen=True)
class One:
    """Another row, or null: the first that joins, in the given order (columns of the joined row).

    `when` is a condition on the joined row that depends on the request, such as its day.
    """

    join: Join
    order: Callable[[Row], tuple[ColumnElement[Any], ...]] | None = None
    when: "Callable[[Row, Frame], ColumnElement[bool]] | None" = None


@dataclass(frozen=True)
class Many:
    """All rows that join, in the given order."""

    join: Join
    order: Callable[[Row], tuple[ColumnElement[Any], ...]]


@dataclass(frozen=True)
class Key:
    """One column that rows are ordered by; the last key of an order is the unique `id`."""

    name: str
    descending: bool = False
    nullable: bool = False
    field_class: FieldClass = FieldClass.BASIC


@dataclass(frozen=True)
class Paged:
    """A keyset connection of rows that join; `orders` maps values of `orderBy` to keys, the first is the default.

    `usual(frame, table, row, where)` is what holds of its rows unless the `where` asks otherwise. `among` are the rows
    that it is cut out of, where the statement reads them once for several lists (`reads.rows.gathered`).
    """

    join: Callable[[Any, Row], ColumnElement[bool]] | None
    orders: Mapping[Enum | None, tuple[Key, ...]]
    usual: "Callable[[Frame, Row, Row, Value | None], ColumnElement[bool]] | None" = None
    among: "Gathered | None" = None


@dataclass(frozen=True)
class Gathered:
    """Rows of a type that were found visible to the caller already, so that no list of them asks again."""

    rows: CTE


@dataclass(frozen=True)
class Reference:
    """Another row, of one of several types, or null: the column `name` says which case of `cases` holds.

    A case is the kind that ids of the type begin with, and the key of the row that is meant.
    """

    name: str
    cases: Mapping[str, tuple[str, Callable[[Row], ColumnElement[UUID]]]]


@dataclass(frozen=True)
class Made:
    """Rows that an action has written, found by the keys it gives back: `asked(row, keys)`."""

    asked: Callable[[Row, Sequence[UUID]], ColumnElement[bool]]


Source = Column | Computed | Settled | One | Many | Paged | Reference


@dataclass(frozen=True)
class Filter:
    """What a member of a `where` input asks of a row: `build(row, value, frame)`.

    `masks` says that it leaves out what a mask of its class leaves out, so that a masked class may ask too. With `late`
    the value is a `reads.arguments.Value` that is read when the statement runs; else it is known, and each value that
    comes has a plan of its own: right for codes and flags, wasteful for dates, ids and texts.
    """

    build: Callable[[Row, Any, "Frame"], ColumnElement[bool]]
    masks: bool = False
    late: bool = False


def readable(source: Source, field_class: FieldClass, resolver: Any = None, name: str | None = None) -> Any:
    """Declare a field of a readable type with its source and its class; `resolver` only lends its arguments."""
    return strawberry.field(resolver=resolver, name=name, metadata={SOURCE: source, FIELD_CLASS: field_class})


def plain(field_class: FieldClass = FieldClass.BASIC, **options: Any) -> Any:
    """Declare a field of a type that Python fills (no row of its own), with its class."""
    return strawberry.field(metadata={FIELD_CLASS: field_class}, **options)


def made(asked: Callable[[Row, Sequence[UUID]], ColumnElement[bool]]) -> Any:
    """Declare the field of a payload that shows what an action has written."""
    return strawberry.field(metadata={SOURCE: Made(asked)})


def column(name: str, field_class: FieldClass, shown_as: str | None = None) -> Any:
    """Declare a field that is a column of the row; `shown_as` is for names that Python keeps for itself."""
    return readable(Column(name), field_class, name=shown_as)


def filters(
    build: Callable[[Row, Any, "Frame"], ColumnElement[bool]],
    field_class: FieldClass,
    name: str | None = None,
    *,
    masks: bool = False,
    late: bool = False,
) -> Any:
    """Declare a member of a `where` input; one whose class the caller may not see is refused."""
    metadata = {SOURCE: Filter(build, masks, late), FIELD_CLASS: field_class}
    return strawberry.field(name=name, default=None, metadata=metadata)
