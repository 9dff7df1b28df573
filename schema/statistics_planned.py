"""Statistics as a root field of a plan: Postgres writes the cells from the tables that were made up before.

What may be asked is checked for each request (`schema.statistics_asked`); the form of what is asked tells which
statement answers it, and place and time are bound. What is refused, or was not counted, is left to the executor, who
says why (`schema.statistics`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from care.statistics import cubes
from care.statistics.assembly import BAR, names_of
from reads import json
from reads.arguments import arguments
from reads.frame import Frame
from reads.given import Given, Late
from reads.selection import Selection, select_fields
from records.codes import Dimension, Measure
from records.statistics import stat_cube, stat_frozen, stat_release, stat_table
from schema.roots import ROOT, ByPythonError, Root, Told, object_of
from schema.statistics_asked import Asked, Form, asked_of, input_of

# How Postgres names a month or quarter as `care.statistics.months` does, and a moment as Python does.
_TIMES: Final = {Dimension.MONTH: "YYYY-MM", Dimension.QUARTER: 'YYYY"Q"Q'}
_MOMENT, _WHOLE, _OFFSET = 'YYYY-MM-DD"T"HH24:MI:SS.US', ".000000", "TZH:TZM"


def tables() -> dict[str, Root]:
    """Declare the sums that an input names."""
    return {ROOT: _told}


@dataclass(frozen=True)
class _Question:
    """What is asked as its statement sees it: the form is known, the place and the months when it runs."""

    form: Form
    asked: Late

    def bound(self, tell: Callable[[Asked], Any], kind: TypeEngine[Any]) -> ColumnElement[Any]:
        """Bind what is told of the question."""
        return bindparam(None, self.asked.then(tell), kind, unique=True)

    def of(self, row: FromClause, fact: cubes.Fact) -> Iterator[ColumnElement[bool]]:
        """Ask that a row is of a fact, on the basis, of a month that the fact is read from, in the release."""
        form = self.form
        yield row.c.basis == json.constant(form.basis.value)
        yield row.c.fact == json.constant(fact.name)
        if form.single:
            yield row.c.month == self.bound(lambda its: its.months[0], Date())
        else:
            yield row.c.month == any_(self.bound(lambda its: form.read_from(fact, its.months), ARRAY(Date)))
        if form.frozen:
            yield row.c.release == self.bound(lambda its: its.release, Integer())

    @property
    def expected(self) -> ColumnElement[int]:
        """Tell how many cubes are read, each of a fact and a month."""
        form = self.form
        return self.bound(lambda its: sum(len(form.read_from(fact, its.months)) for fact in form.facts), Integer())

    def cubes(self) -> FromClause:
        """Tell in one row of the cubes that are read: how many there are (`n`), and what holds for all of them."""
        row = stat_release if self.form.frozen else stat_cube
        facts = self.form.facts
        place = case(*((row.c.fact == json.constant(one.name), _number(at)) for at, one in enumerate(facts)))
        latest = aggregate_order_by(row.c.rule_version, row.c.as_at.desc(), place, row.c.month)
        found = select(
            func.count().label("n"),
            func.min(row.c.as_at).label("as_at"),
            func.array_agg(latest, type_=ARRAY(Text)).label("versions"),
            func.min(row.c.least).label("least"),
        )
        return found.where(or_(*(and_(*self.of(row, fact)) for fact in facts))).subquery()


def _told(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
    sent = arguments(frame.inquiry, definition, nodes[0])["input"]

    def checked(given: Given) -> Asked:
        def check(_variables: Any) -> Asked:
            return asked_of(input_of(sent.of(given)), given.caller, given.now.date())

        made: Asked = given.once((sent.path, "asked"), check)
        return made

    form: Form = frame.inquiry.ask((sent.path, "form"), lambda given: checked(given).form)
    if not form.dated:
        raise ByPythonError  # which months the release has is to be looked up first
    asked, kind = _Question(form, Late(checked)), object_of(definition)
    cube = asked.cubes()
    selection = select_fields(frame, kind, nodes).items()
    answer = json.members((key, _value(frame, kind, fields, asked, cube)) for key, fields in selection)
    text = case((cube.c.n == asked.expected, answer), else_=json.constant(json.FORBIDDEN))
    return Told(json.joined(["\n", select(text).select_from(cube).scalar_subquery()]))


def _value(
    frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: _Question, cube: FromClause
) -> ColumnElement[str]:
    name = nodes[0].name.value
    if name == "cells":
        return _cells(frame, object_of(kind.fields[name]), nodes, asked)
    at, release = cube.c.as_at, cast(asked.bound(lambda its: its.release, Integer()), Text)
    moment = func.replace(func.to_char(at, json.constant(_MOMENT)), json.constant(_WHOLE), json.constant(""))
    told = {
        "basis": json.settled(asked.form.basis.value),
        "asAt": json.joined(['"', moment, func.to_char(at, json.constant(_OFFSET)), '"']),
        "release": json.joined(['"', release, '"']) if asked.form.frozen else json.constant(json.NULL),
        "ruleVersion": cast(func.to_json(cube.c.versions[_number(1)]), Text),
        "minimum": cast(cube.c.least, Text),
        "__typename": json.settled(kind.name),
    }
    return told[name]


def _cells(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: _Question) -> ColumnElement[str]:
    selection = select_fields(frame, kind, nodes)
    found = [func.array(_of(asked, one, kind, selection).scalar_subquery()) for one in asked.form.measures]
    return json.joined(["[", func.array_to_string(reduce(func.array_cat, found), ","), "]"])


def _of(asked: _Question, measure: Measure, kind: GraphQLObjectType, selection: Selection) -> Select[Any]:
    """Write the cells of a measure in the order of their keys, a row each."""
    form, fact = asked.form, asked.form.fact(measure)
    said = _said(asked, measure)
    keys = [said.c[f"k{place}"] for place in range(len(form.by))]
    value: ColumnElement[Any] = said.c.value
    # Of several months there are several rows with the same keys; without any key, no row is a zero.
    added = not form.by or not (form.single or fact.stock or form.time is Dimension.MONTH)
    if added:
        value = case((func.count() == func.count(value), func.coalesce(func.sum(value), _number(0))))
    told = {
        "keys": _listed(form, keys),
        "measure": json.settled(measure.value),
        "value": func.coalesce(cast(value, Text), json.constant(json.NULL)),
        "suppressed": case((value.is_(None), json.constant("true")), else_=json.constant("false")),
        "__typename": json.settled(kind.name),
    }
    written = json.members((key, told[fields[0].name.value]) for key, fields in selection.items())
    found = select(written).select_from(said).order_by(*keys)
    # One row of them all also where no value is asked for that would add them up.
    return found.group_by(*keys).having(func.count() >= _number(0)) if added else found


def _said(asked: _Question, measure: Measure) -> FromClause:
    """Read the cells of a measure's table: their keys in the order of `by`, and the value; null where suppressed."""
    form, fact, names = asked.form, asked.form.fact(measure), asked.form.table(measure)
    row = (stat_frozen if form.frozen else stat_table).alias()
    cell = func.jsonb_each_text(row.c.shown).table_valued(column("key", Text), column("value", Text))

    def part(name: str) -> ColumnElement[str]:
        if len(names) == 1:
            return cell.c.key
        return func.split_part(cell.c.key, json.constant(BAR), _number(names.index(name) + 1))

    def key(one: Dimension) -> ColumnElement[str]:
        if one in _TIMES:
            return func.to_char(row.c.month, json.constant(_TIMES[one]))
        return cast(row.c.division, Text) if one is Dimension.DIVISION else part(one.value)

    which = [
        *asked.of(row, fact),
        row.c.names == json.constant(names_of(names)),
        (row.c.parent if form.below else row.c.division) == asked.bound(lambda its: its.division, BigInteger()),
        row.c.level == literal_column(str(form.level + form.below), SmallInteger),
    ]
    if names and names[-1] in cubes.PARTS:
        which.append(part(names[-1]) == json.constant(cubes.YES))
    keys = [key(one).collate("C").label(f"k{place}") for place, one in enumerate(form.by)]
    value = cast(cell.c.value, Integer).label("value")
    return select(*keys, value).select_from(row.join(cell, true())).where(*which).subquery()


def _listed(form: Form, keys: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    parts: list[ColumnElement[str] | str] = ["["]
    for place, (one, key) in enumerate(zip(form.by, keys, strict=True)):
        plain = one in _TIMES or one is Dimension.DIVISION
        parts += ["," if place else "", *(['"', key, '"'] if plain else [cast(func.to_json(key), Text)])]
    return json.joined([*parts, "]"])


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer)
