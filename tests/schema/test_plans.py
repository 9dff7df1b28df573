"""Both ways of answering say the same: the bytes of a plan, whoever it was made for, and the executor's answer."""

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from graphql import GraphQLInputObjectType, OperationDefinitionNode, get_named_type, parse
from graphql.execution.values import VariableValues, get_variable_values
from sqlalchemy import insert

from care.actions.catch_up import catch_up_all
from care.actions.import_ledger import ImportLedger, import_ledger
from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from policies.assignments import held
from policies.caller import Caller
from policies.permits import permit
from policies.source import baseline
from reads.given import Given, Late
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from records.policy import policy_set
from schema.build import core
from schema.execute import answer, built, execute, planned
from schema.operations import Operation
from schema.roots import root_of
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of
from tests.support.desks import ADMIN
from tests.support.places import NOW
from tests.support.random_operations import NASTY, Pool, Writer

DOCUMENTS = int(os.environ.get("TONGHU_PLAN_DOCUMENTS", "250"))
SEED = int(os.environ.get("TONGHU_PLAN_SEED") or int.from_bytes(os.urandom(4)))
VILLAGES = [350102001001, 350102001002, 350102002002, 350103001001]
PLACES = [*VILLAGES, 350102001000, 350102000000, 350103000000, 350100000000, 350000000000]
FREE = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
WHERE c.table_schema = 't_fujian' AND c.data_type = 'text' AND c.is_updatable = 'YES'
  AND c.table_name IN ('child', 'guardian', 'visit', 'household', 'organisation', 'trainee', 'duty')
  AND NOT EXISTS (SELECT FROM information_schema.constraint_column_usage u
    JOIN information_schema.check_constraints k USING (constraint_schema, constraint_name)
    WHERE u.table_schema = c.table_schema AND u.table_name = c.table_name AND u.column_name = c.column_name)
ORDER BY 1, 2
"""


@pytest.fixture
async def pool(house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path) -> Pool:
    """Thirty children of Fujian with what hangs on them, every free text hostile; and the values to ask with."""
    rows = list(generate(30, seed=5, villages=VILLAGES, today=NOW.date()))
    write_ledger(tmp_path / "in.xlsx", rows, name="福建省", year=2026)
    await import_ledger(house, fujian, ADMIN, ImportLedger(tmp_path / "in.xlsx", tmp_path / "errors.xlsx"))
    await catch_up_all(house, fujian)
    for number, (table, column) in enumerate(await owner.fetch(FREE)):
        text = NASTY[number % len(NASTY)]
        try:
            await owner.execute(f'UPDATE t_fujian."{table}" SET "{column}" = $1 WHERE "{column}" IS NOT NULL', text)
        except asyncpg.IntegrityConstraintViolationError:
            continue  # a key or a reference: no free text
    ids = ["child_00000000-0000-7000-8000-000000000000", "visit_x", "", "tenant_00000000-0000-7000-8000-000000000000"]
    for kind in ("child", "guardian", "visit", "duty", "organisation", "trainee", "household"):
        ids += [f"{kind}_{row[0]}" for row in await owner.fetch(f"SELECT id FROM t_fujian.{kind} ORDER BY id LIMIT 12")]
    for key in await owner.fetch("SELECT id FROM t_fujian.child ORDER BY id LIMIT 9"):
        await owner.execute(
            "INSERT INTO t_fujian.access_link (subject, kind, object, classes, until)"
            " VALUES ('one@fujian', 'child', $1, '{basic}', $2)",
            key[0],
            NOW.replace(year=NOW.year + 1),
        )
    return Pool(ids, PLACES)


def comparable(response: bytes | dict[str, Any]) -> Any:
    """Give a response as its client reads it, without the number that each fault has of its own."""
    text = response if isinstance(response, bytes) else orjson.dumps(response)
    return orjson.loads(re.sub(rb'"requestId":"[0-9a-f]+"', b'"requestId":""', text))


async def test_plans_answer_as_the_executor_does_whoever_asks_with_whatever_variables(
    house: House, fujian: Tenant, pool: Pool, owner: asyncpg.Connection
) -> None:
    """Two thousand cases: each document with two sets of variables by two callers, by a fresh and by a kept plan."""
    writer = Writer(core(built()[0]), pool, SEED)
    bytes_sent = well = 0
    for _ in range(DOCUMENTS):
        written = writer.operation(sets=2)
        callers = _callers(house, writer)
        expected: dict[tuple[int, int], Any] = {}
        for one, variables in enumerate(written.variables):
            for who, caller in enumerate(callers):
                said = await execute(house, fujian, caller, written.document, variables=variables)
                expected[one, who] = comparable(said)
                pool.cursors += re.findall(r'"endCursor": ?"([^"]+)"', orjson.dumps(said).decode())
        assert not any(_invalid(said) for said in expected.values()), written
        for _again in range(2):
            for (one, who), said in expected.items():
                response = await answer(house, fujian, callers[who], written.document, variables=written.variables[one])
                told = f"{SEED=} {written.document} {written.variables[one]} {callers[who]}"
                assert comparable(response) == said, told
                bytes_sent += isinstance(response, bytes)
                well += "errors" not in said
    assert bytes_sent > 0.9 * well > DOCUMENTS, f"{bytes_sent=} of {well=}"
    await _same_trail(owner)


async def _same_trail(owner: asyncpg.Connection) -> None:
    """Each case ran once by the executor and twice otherwise: each of its rows is there three times, or a multiple."""
    rows = await owner.fetch("SELECT * FROM t_fujian.audit_event WHERE fingerprint IS NOT NULL")
    names = ("fingerprint", "subject", "role", "scope", "action", "object", "division", "fields", "count")
    counted = Counter(tuple(str(row[name]) for name in names) for row in rows)
    assert counted
    assert [row for row, times in counted.items() if times % 3] == []


def _callers(house: House, writer: Writer) -> list[Caller]:
    """Give two callers, mostly of one role: their plans are the same where their places are alike."""
    pick = writer.random
    usual = [Role.CHILD_DIRECTOR, Role.COUNTY_OFFICER, Role.COUNTY_OFFICER]
    every = [role for role in [*usual, *Role] if role is not Role.PLATFORM_OPERATOR]
    role = pick.choice(every)
    many = pick.choice([1, 1, 1, 2, 0])
    return [
        caller_of(
            house,
            one,
            *pick.sample(pick.choice([VILLAGES, PLACES]), many),
            subject=pick.choice(["one@fujian", "two@fujian"]),
        )
        for one in (role, pick.choice([role, role, pick.choice(every)]))
    ]


def _invalid(response: dict[str, Any]) -> bool:
    codes = [error["extensions"]["code"] for error in response.get("errors", ())]
    return any(code in ("GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "INTERNAL") for code in codes)


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.PARTNER_WORKER])
async def test_a_plan_answers_only_for_roles_that_still_stand(house: House, fujian: Tenant, role: Role) -> None:
    """For callers who see places and for those who see what is listed for them: each has a login of its own."""
    async with house.work(fujian, scope="{(,)}") as work:
        assigned = {"id": uuid7(), "subject": "one@fujian", "role": role.value, "division": 350102000000}
        assigned |= {"valid_from": NOW, "granted_by": "x", "created_at": NOW}
        await work.run(insert(role_assignment).values(**assigned))
    caller = caller_of(house, role, 350102000000, subject="one@fujian")
    document = "{ children { totalCount } divisions { name } }"
    said = await execute(house, fujian, caller, document)
    found = await held(house, fujian, "one@fujian")
    believing = replace(caller, believed=found)
    assert comparable(await planned(house, fujian, believing, document) or b"null") == comparable(said)
    changed, over, early = {"access": uuid7()}, {"until": NOW}, {"since": NOW + timedelta(seconds=1)}
    for gone in (changed, over, early):
        other = replace(found, **gone)
        assert await planned(house, fujian, replace(caller, believed=other), document) is None
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(insert(policy_set).values(version=1, digest="x", set_by="x", set_at=NOW))
    assert await planned(house, fujian, believing, document) is None
    newer = replace(caller, believed=await held(house, fujian, "one@fujian"))
    assert comparable(await planned(house, fujian, newer, document) or b"null") == comparable(said)


VALUES = {
    "ID": ["child_0199a000-0000-7000-8000-00000000000a", "child_0199a000-0000-7000-8000-00000000000b"],
    "DivisionCode": ["350102001001", "350103001001"],
    "String": ["zeugin", "andere"],
    "Date": ["2031-07-17", "2032-01-01"],
    "DateTime": ["2031-07-17T08:00:00+08:00", "2032-01-01T00:00:00Z"],
}


def _filters() -> list[tuple[str, str, str, str]]:
    """Give root field, input, member and scalar of every filter whose values hardly come twice."""
    query = core(built()[0]).query_type
    assert query is not None
    found = []
    for root, field in sorted(query.fields.items()):
        kind = get_named_type(field.args["where"].type) if "where" in field.args else None
        if root_of(field) is not None and isinstance(kind, GraphQLInputObjectType):
            for name, member in kind.fields.items():
                scalar = get_named_type(member.type).name
                if scalar in VALUES:
                    found.append((root, kind.name, name, scalar))
    return found


@pytest.mark.parametrize("asked", _filters(), ids=lambda asked: f"{asked[0]}-{asked[2]}")
def test_one_plan_serves_all_values_and_callers_of_a_shape_and_holds_none_of_theirs(
    asked: tuple[str, str, str, str],
) -> None:
    root, where, member, scalar = asked
    schema, known = built()
    document = parse(
        f"query($w: {where}, $a: String) {{ {root}(where: $w, after: $a) {{ totalCount nodes {{ __typename }} }} }}"
    )
    (node,) = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    operation, made = Operation(node, {}), []
    for number, value in enumerate(VALUES[scalar]):
        sent = get_variable_values(core(schema), node.variable_definitions or (), {"w": {member: value}})
        assert isinstance(sent, VariableValues)
        caller = Caller(
            subject=f"mallory{number}",
            name=None,
            tenant="fujian",
            role=Role.COUNTY_OFFICER,
            areas=(350102000000 + number * 1_000_000,),
            organisations=(UUID(int=7 + number),),
            scope=f"{{[{number},{number + 1})}}",
            permit=permit(baseline(), Role.COUNTY_OFFICER, "fujian"),
            expires=NOW,
            language="zh",
        )
        request = Given(caller, caller.scope, NOW + timedelta(days=number), sent)
        plan = operation.plan(request, known, core(schema), "t_fujian")
        assert plan is not None
        made.append((plan, plan.bound(request)))
        kept = f"{plan.sql} {[one for one in plan.arguments if not isinstance(one, Late)]}"
        for its in (value, "mallory", str(caller.areas[0]), caller.scope, str(caller.organisations[0]), "2026-11"):
            assert its not in kept
    (first, bound), (second, other) = made
    assert first is second
    assert bound != other
