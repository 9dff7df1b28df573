from uuid import uuid4

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid, bindparam, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import InvalidRequestError

from tenants.statement import compile_many, compile_statement

tenant = MetaData(schema="tenant")
child = Table("child", tenant, Column("id", Uuid), Column("name", Text), Column("data", JSONB))
divisions = Table("divisions", MetaData(schema="platform"), Column("code", BigInteger))


def test_names_the_tenants_schema_and_leaves_the_platforms() -> None:
    statement = select(child.c.name).where(child.c.name.in_(select(text("name")).select_from(divisions)))
    sql, _ = compile_statement(statement, "t_fujian")
    assert "t_fujian.child" in sql
    assert "platform.divisions" in sql


def test_the_same_statement_never_keeps_the_schema_of_another_tenant() -> None:
    statement = select(child.c.name).where(child.c.id == uuid4())
    for schema in ("t_a", "t_b", "t_a", "t_c", "t_b"):
        sql, _ = compile_statement(statement, schema)
        assert f"{schema}.child" in sql
        assert {name for name in ("t_a", "t_b", "t_c") if name in sql} == {schema}


def test_a_schema_that_needs_quoting_is_quoted() -> None:
    sql, _ = compile_statement(select(child.c.name), 'T x"; drop schema y')
    assert '"T x""; drop schema y".child' in sql


def test_without_a_tenant_its_tables_have_no_place() -> None:
    sql, _ = compile_statement(select(child.c.name), None)
    assert "FROM tenant.child" in sql


def test_statements_of_one_form_share_their_text_and_not_their_values() -> None:
    first, second = uuid4(), uuid4()
    made = [compile_statement(select(child).where(child.c.id == key), "t_a") for key in (first, second)]
    assert made[0][0] == made[1][0]
    assert (made[0][1], made[1][1]) == ([first], [second])


def test_values_never_become_part_of_the_text() -> None:
    hostile = "'; drop table child; --"
    for statement in (
        select(child).where(child.c.name == hostile),
        insert(child).values(name=hostile),
        update(child).values(name=hostile),
        select(child).where(child.c.name.in_([hostile, "b"])),
    ):
        sql, args = compile_statement(statement, "t_a")
        assert "drop" not in sql
        assert hostile in args


def test_lists_are_spread_in_order() -> None:
    sql, args = compile_statement(
        select(child).where(child.c.id == bindparam("key"), child.c.name.in_(["a", "b"])), "t_a", {"key": 1}
    )
    assert "$3" in sql
    assert args == [1, "a", "b"]


def test_parameters_are_found_by_name() -> None:
    statement = update(child).values(name=bindparam("new")).where(child.c.name == bindparam("old"))
    sql, args = compile_statement(statement, "t_a", {"old": "x", "new": "y"})
    assert args == (["y", "x"] if sql.index("SET") < sql.index("WHERE") else ["x", "y"])
    with pytest.raises(InvalidRequestError):
        compile_statement(statement, "t_a", {"old": "x"})


def test_parameters_that_are_bound_to_the_statement_are_kept() -> None:
    statement = select(child).where(child.c.name == bindparam("name")).params(name="x")
    assert compile_statement(statement, "t_a")[1] == ["x"]


def test_json_goes_as_text() -> None:
    assert compile_statement(insert(child), "t_a", {"data": '{"a": 1}'})[1] == ['{"a": 1}']


def test_many_rows_share_one_text() -> None:
    sql, rows = compile_many(insert(child), "t_a", [{"name": "a", "data": "1"}, {"name": "b", "data": "2"}])
    assert sql.startswith("INSERT INTO t_a.child (name, data)")
    assert [list(row) for row in rows] == [["a", "1"], ["b", "2"]]


def test_many_rows_may_stand_beside_constants() -> None:
    statement = update(child).values(data="{}").where(child.c.name == bindparam("old"))
    _, rows = compile_many(statement, "t_a", [{"old": "a"}, {"old": "b"}])
    assert [list(row) for row in rows] == [["{}", "a"], ["{}", "b"]]
