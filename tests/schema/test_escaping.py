"""No text that can be stored breaks the JSON: free text is escaped, what is only quoted cannot hold what matters."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import FieldNode, GraphQLObjectType, NameNode, SelectionSetNode
from graphql.execution.values import VariableValues
from sqlalchemy import Column, ColumnElement, Text, bindparam, select
from sqlalchemy.sql.elements import Case, Cast, ClauseElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import iterate

from reads import json
from reads.compile import alias_of, object_json
from reads.frame import frame_of
from reads.given import Given
from reads.sources import Column as Stored
from records.codes import Role
from schema.build import core
from schema.execute import built
from tenants.house import House
from tenants.registry import Tenant
from tenants.statement import compile_statement
from tests.schema.conftest import caller_of
from tests.support.places import GULOU, NOW

# Every character below a space, and all that JSON or its readers treat in some way of their own.
DANGEROUS = [chr(code) for code in range(1, 32)] + ['"', "\\", "/", "\x7f", "\u2028", "\u2029", "\ufeff", "\U0010ffff"]
WHOLE = "".join(DANGEROUS) + "\\u0022\\\\\"'$1%s{{}}"
CHECKS = """
SELECT pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'c' AND cardinality(k.conkey) = 1 AND k.conrelid = $1::text::regclass AND a.attname = $2
"""


def _texts() -> list[tuple[str, str, Column[Any]]]:
    """Give every field that shows a column of text, or a list of texts, as it is stored."""
    found = []
    for name, entity in sorted(built()[1].entities.items()):
        for field, readable in entity.fields.items():
            if isinstance(readable.source, Stored):
                column: Any = entity.rows.table.c[readable.source.name]
                kind = getattr(column.type, "item_type", column.type)
                if isinstance(kind, Text):
                    found.append((name, field, column))
    return found


def _quoted(expression: ClauseElement) -> Iterator[Any]:
    """Give the columns whose text is joined to other text as it is, behind whatever chooses among them."""
    every: list[Any] = list(iterate(expression))
    escaped = {id(one) for outer in every if _escapes(outer) for one in iterate(outer)}
    waiting = [
        one for one in every if isinstance(one, json.Joined | json.Shown) or getattr(one, "name", "") == "concat"
    ]
    waiting = [one for one in waiting if id(one) not in escaped]
    while waiting:
        one = waiting.pop()
        if isinstance(one, json.Joined):
            waiting += one.get_children()
        elif isinstance(one, json.Shown):
            waiting += [] if _escapes(one) else [one.row]
        elif isinstance(one, FunctionElement) and one.name in ("concat", "coalesce", "nullif"):
            waiting += one.clauses
        elif isinstance(one, Cast):
            waiting.append(one.clause)
        elif isinstance(one, Case):
            waiting += [result for _, result in one.whens] + [one.else_]
        elif isinstance(one, Column) and isinstance(one.type, Text):
            yield next(iter(one.base_columns))


def _escapes(one: Any) -> bool:
    return getattr(one, "name", "") == "to_json" or "to_json(" in getattr(one, "sql", "")


async def test_every_text_survives_every_dangerous_character(fujian: Tenant, owner: asyncpg.Connection) -> None:
    """Or its column cannot hold one: then the database refuses it."""
    for name, field, column in _texts():
        many = not isinstance(column.type, Text)
        if "codes" in column.info and not many:
            await _holds_none(owner, column)
            continue
        value = [WHOLE, *DANGEROUS] if many else WHOLE
        bound = bindparam("value", value, type_=column.type)
        sql, arguments = compile_statement(select(json.members([("k", json.value(column, bound))])), None)
        assert orjson.loads(await owner.fetchval(sql, *arguments))["k"] == value, (name, field)


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.CHILD_DIRECTOR, Role.AUDITOR])
async def test_what_is_only_quoted_is_checked_by_the_database(
    house: House, fujian: Tenant, owner: asyncpg.Connection, role: Role
) -> None:
    """Looks through the statements of every field of every type, those that are worked out by SQL among them."""
    schema, known = built()
    caller = caller_of(house, role, GULOU)
    given = Given(caller, caller.scope, NOW, VariableValues({}, {}))
    columns: dict[str, Column[Any]] = {}
    for name, entity in known.entities.items():
        frame = frame_of(given, known, core(schema), {})
        kind = core(schema).type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        leaves = [one for one in entity.fields if not hasattr(kind.fields[one].type, "fields")]
        names = [FieldNode(name=NameNode(value=one), selection_set=_typename()) for one in leaves]
        asked = FieldNode(name=NameNode(value="x"), selection_set=SelectionSetNode(selections=tuple(names)))
        text: ColumnElement[str] = object_json(frame, kind, alias_of(frame, kind), [asked])
        columns |= {str(column): column for column in _quoted(text)}
    assert len(columns) > 5
    for column in columns.values():
        await _holds_none(owner, column)


def _typename() -> SelectionSetNode:
    return SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename"), selection_set=None),))


async def _holds_none(owner: asyncpg.Connection, column: Column[Any]) -> None:
    table = f"{'platform' if column.table.schema == 'platform' else 't_fujian'}.{column.table.name}"
    checks = [row[0] for row in await owner.fetch(CHECKS, table, column.name)]
    assert checks, f"{table}.{column.name} is only quoted, and no CHECK says what it holds"
    for character in [*DANGEROUS, WHOLE]:
        for text in (character, f"A{character}"):
            passes = [
                await owner.fetchval(f'SELECT {check} FROM (SELECT $1::text AS "{column.name}") given', text)
                for check in checks
            ]
            assert not all(passes), (table, column.name, text)
