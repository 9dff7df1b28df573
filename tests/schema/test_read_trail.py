"""Reads of persons are in the trail before their answer leaves: what was read, of whom, by whom, how many."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest
from sqlalchemy import insert

from alerts.outbox import announce
from alerts.sequence import sequence
from api.app import create_app
from api.identity import Identity
from api.tokens.demo import demo_key, demo_verifier, mint
from api.web.plain import plain_site
from policies.source import baseline
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import OTHER_COUNTY, VILLAGE, Ask, caller_of
from tests.support.places import GULOU, NOW, put_child

FUJIAN, TOWNSHIP = 350000000000, 350102001000
CHILD = "query($id: ID!) { child(id: $id) { name residentId guardians { name } } }"
LIST = "query($search: String) { children(first: 5, where: {search: $search}) { edges { node { name } } } }"


@pytest.fixture
async def child(house: House, fujian: Tenant, owner: asyncpg.Connection) -> UUID:
    """A child in a village, and another in another county."""
    async with house.work(fujian, scope="{(,)}") as work:
        await put_child(work, "林小明", OTHER_COUNTY)
        return await put_child(work, "陈小明", VILLAGE)


async def trail(owner: asyncpg.Connection) -> list[asyncpg.Record]:
    found: list[asyncpg.Record] = await owner.fetch("SELECT * FROM t_fujian.audit_event ORDER BY id")
    return found


async def test_a_single_childs_read_names_the_child(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    answer = await ask(Role.CHILD_DIRECTOR, CHILD, VILLAGE, id=f"child_{child}")
    assert answer["data"]["child"]["name"] == "陈小明"
    (row,) = await trail(owner)
    assert (row["subject"], row["role"], row["action"]) == ("child_director@fujian", "CHILD_DIRECTOR", "child:read")
    assert (row["object"], row["kind"], row["division"], row["count"]) == (child, "child", VILLAGE, 1)
    assert row["fields"] == ["child:basic", "child:identity", "guardian:basic"]
    assert row["policy_version"] == baseline().version


async def test_a_list_is_kept_with_its_fingerprint_scope_and_count_and_no_value(
    ask: Ask, owner: asyncpg.Connection, child: UUID
) -> None:
    for search in ("陈", "陈", "王"):
        assert "errors" not in await ask(Role.COUNTY_OFFICER, LIST, GULOU, search=search)
    first, again, other = await trail(owner)
    assert (first["object"], first["scope"]) == (None, f"{{[{GULOU},{GULOU + 1_000_000})}}")
    assert (first["division"], other["count"]) == (GULOU, 0)
    assert first["fingerprint"] == again["fingerprint"] != other["fingerprint"]
    assert not any("陈" in str(value) for row in (first, again, other) for value in row.values())


async def test_every_object_asked_for_by_its_id_is_named_and_so_is_who_was_not_in_sight(
    ask: Ask, owner: asyncpg.Connection, child: UUID
) -> None:
    nobody = uuid4()
    query = f'{{ nodes(ids: ["child_{child}", "child_{nobody}", "organisation_{nobody}"]) {{ id }} }}'
    await ask(Role.CHILD_SUPERVISOR, query, TOWNSHIP)
    rows = {row["object"]: row for row in await trail(owner)}
    assert rows.keys() == {child, nobody}
    assert (rows[child]["count"], rows[child]["division"]) == (1, VILLAGE)
    assert (rows[nobody]["count"], rows[nobody]["division"]) == (0, TOWNSHIP)


async def test_what_is_read_of_a_child_by_way_of_an_alert_has_its_row(
    ask: Ask, house: House, fujian: Tenant, owner: asyncpg.Connection, child: UUID
) -> None:
    async with house.work(fujian) as work:
        await announce(work, "CHILD_UPDATED", subject_kind="child", subject=child, division=VILLAGE)
    async with house.work(fujian) as work:
        await sequence(work)
    alert = f"alert_{await owner.fetchval('SELECT id FROM t_fujian.event_log')}"
    query = "query($id: ID!) { node(id: $id) { ... on Alert { id subject { ... on Child { name } } } } }"
    for _ in range(3):  # by the executor, and by a plan
        answer = await ask(Role.CHILD_DIRECTOR, query, VILLAGE, id=alert)
        assert answer["data"]["node"]["subject"] == {"name": "陈小明"}
    assert (await ask(Role.CHILD_DIRECTOR, query, OTHER_COUNTY, id=alert))["data"]["node"] is None
    rows = [(row["action"], row["object"], row["count"], row["fields"]) for row in await trail(owner)]
    assert rows == [("child:read", None, 1, ["child:basic"])] * 3


async def test_each_root_field_of_one_operation_has_its_row(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    query = f'{{ a: child(id: "child_{child}") {{ id }} b: children {{ nodes {{ riskLevel }} }} viewer {{ subject }} }}'
    await ask(Role.COUNTY_OFFICER, query, GULOU)
    # The fields are read side by side: either may be answered first.
    assert {row["object"]: row["count"] for row in await trail(owner)} == {child: 1, None: 1}


async def test_lists_that_read_the_same_have_one_row(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    lists = "{ a: children(first: 1) { nodes { id } } b: children { nodes { id } } c: children { nodes { address } } }"
    for _ in range(3):  # by the executor, and by a plan
        await ask(Role.COUNTY_OFFICER, lists, GULOU)
    rows = {(row["object"], row["count"], *row["fields"]) for row in await trail(owner)}
    assert rows == {(None, 2, "child:basic"), (None, 1, "child:location")}
    assert len(await trail(owner)) == 6


@pytest.mark.parametrize(
    "query",
    [
        "{ viewer { subject roles { role } } }",
        "{ divisions { name } organisations { nodes { name } } }",
        '{ codes(kind: "Sex") { zh } tenants { name } }',
        "{ rulebook { version } }",
        "{ children { nodes { nonsense } } }",
    ],
)
async def test_what_reads_no_person_is_not_logged(ask: Ask, owner: asyncpg.Connection, child: UUID, query: str) -> None:
    await ask(Role.COUNTY_OFFICER, query, GULOU)
    assert await trail(owner) == []


async def test_who_sees_no_rows_has_read_none(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    answer = await ask(Role.PROVINCE_OFFICER, "{ children { nodes { name } } }", FUJIAN)
    assert answer["data"]["children"]["nodes"] == []
    assert await trail(owner) == []


async def test_a_mutations_own_row_covers_what_its_payload_shows(
    ask: Ask, owner: asyncpg.Connection, child: UUID
) -> None:
    update = """mutation($id: ID!) { updateChild(input: {id: $id, version: 1, name: "陈小红"}) {
      child { name } userErrors { code path } } }"""
    answer = await ask(Role.CHILD_DIRECTOR, update, VILLAGE, id=f"child_{child}")
    assert answer["data"]["updateChild"]["userErrors"] == []
    (row,) = await trail(owner)
    assert (row["action"], row["object"], row["division"], row["scope"]) == ("child:update", child, VILLAGE, None)


async def test_a_read_that_cannot_be_logged_has_no_answer(
    house: House, fujian: Tenant, owner: asyncpg.Connection, child: UUID
) -> None:
    await owner.execute("ALTER TABLE t_fujian.audit_event ADD CHECK (action <> 'child:read')")
    caller = caller_of(house, Role.COUNTY_OFFICER, GULOU)
    with pytest.raises(asyncpg.CheckViolationError):
        await execute(house, fujian, caller, "{ children { nodes { name } } }")
    assert "errors" not in await execute(house, fujian, caller, "{ visits { nodes { id } } }")


async def test_who_comes_while_a_commit_is_under_way_goes_into_the_next(
    house: House, fujian: Tenant, owner: asyncpg.Connection, child: UUID
) -> None:
    query = f'{{ child(id: "child_{child}") {{ name }} }}'
    callers = [caller_of(house, Role.COUNTY_OFFICER, GULOU, subject=f"county{number}@fujian") for number in range(30)]
    answers = await asyncio.gather(*(execute(house, fujian, caller, query) for caller in callers))
    assert {answer["data"]["child"]["name"] for answer in answers} == {"陈小明"}
    rows = await trail(owner)
    assert sorted(row["subject"] for row in rows) == sorted(caller.subject for caller in callers)
    assert len({row["xact"] for row in rows}) < 30


async def test_over_http_the_answer_waits_for_its_row(
    house: House, fujian: Tenant, owner: asyncpg.Connection, child: UUID, tmp_path: Any
) -> None:
    facts = {"subject": "county@fujian", "role": "COUNTY_OFFICER", "division": GULOU, "granted_by": "test"}
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(insert(role_assignment).values(id=uuid7(), valid_from=NOW, created_at=NOW, **facts))
    key = demo_key(tmp_path)
    app = create_app(house, Identity(house, demo_verifier(key, house.clock), baseline()), plain_site(house))
    headers = {"authorization": f"Bearer {mint(key, 'county@fujian', tenant='fujian', now=NOW)}"}
    body = {"query": CHILD, "variables": {"id": f"child_{child}"}}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://tonghu.test") as client:
        answer = await client.post("/graphql", json=body, headers=headers)
        assert answer.json()["data"]["child"]["name"] == "陈小明"
        assert [row["object"] for row in await trail(owner)] == [child]
        await owner.execute("ALTER TABLE t_fujian.audit_event ADD CHECK (subject <> 'county@fujian') NOT VALID")
        refused = await client.post("/graphql", json=body, headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNAL")
    assert "陈" not in refused.text


EVENTS = """query($where: AuditWhere) { auditEvents(where: $where) {
  nodes { id subject role action object fields count policyVersion sealed } totalCount } }"""


async def events(ask: Ask, role: Role, area: int, **where: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(role, EVENTS, area, where=where))["data"]["auditEvents"]["nodes"]
    return found


async def test_the_county_learns_who_has_read_this_child(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    key = f"child_{child}"
    await ask(Role.CHILD_DIRECTOR, CHILD, VILLAGE, id=key)
    await ask(Role.CHILD_DIRECTOR, CHILD, OTHER_COUNTY, id=key)
    found = await events(ask, Role.COUNTY_OFFICER, GULOU, object=key)
    assert [(row["subject"], row["object"], row["action"], row["count"], row["sealed"]) for row in found] == [
        ("child_director@fujian", key, "child:read", 1, False)
    ]
    # Somebody elsewhere asked in vain: that is for who oversees them, and for the auditor.
    for role, area, counts in (
        (Role.COUNTY_OFFICER, OTHER_COUNTY // 1_000_000 * 1_000_000, [0]),
        (Role.AUDITOR, FUJIAN, [0, 1]),
    ):
        assert [row["count"] for row in await events(ask, role, area, object=key)] == counts


async def test_nobody_learns_from_the_trail_who_reported(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    await ask(Role.REPORTER, "{ reports { nodes { id } } }", VILLAGE, subject="teacher@fujian")
    assert [(row["action"], row["subject"]) for row in await trail(owner)] == [("report:read", "teacher@fujian")]
    assert await events(ask, Role.AUDITOR, FUJIAN, subject="teacher@fujian") == []
    assert await events(ask, Role.COUNTY_OFFICER, GULOU, action="report:read") == []


async def test_reading_the_trail_is_in_the_trail(ask: Ask, owner: asyncpg.Connection) -> None:
    assert await events(ask, Role.AUDITOR, FUJIAN) == []
    (row,) = await events(ask, Role.AUDITOR, FUJIAN, action="auditEvent:read", subject="auditor@fujian")
    assert row["fields"] == ["auditEvent:aggregate", "auditEvent:basic", "auditEvent:staff"]
    assert (row["role"], row["object"], row["count"]) == ("AUDITOR", None, 0)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.AUDITOR, Role.COUNTY_OFFICER)])
async def test_nobody_else_reads_the_trail(ask: Ask, owner: asyncpg.Connection, child: UUID, role: Role) -> None:
    await ask(Role.CHILD_DIRECTOR, CHILD, VILLAGE, id=f"child_{child}")
    answer = await ask(role, EVENTS, FUJIAN)
    assert answer["data"]["auditEvents"] == {"nodes": [], "totalCount": None}


async def test_the_trail_is_read_by_place_time_and_page(ask: Ask, owner: asyncpg.Connection, child: UUID) -> None:
    for _ in range(3):
        await ask(Role.CHILD_DIRECTOR, CHILD, VILLAGE, id=f"child_{child}")
    page = """query($after: String) { auditEvents(first: 2, after: $after, where: {action: "child:read"}) {
      nodes { id } pageInfo { hasNextPage endCursor } } }"""
    first = (await ask(Role.AUDITOR, page, FUJIAN))["data"]["auditEvents"]
    rest = (await ask(Role.AUDITOR, page, FUJIAN, after=first["pageInfo"]["endCursor"]))["data"]["auditEvents"]
    ids = [row["id"] for row in (*first["nodes"], *rest["nodes"])]
    assert ids == [f"auditEvent_{row['id']}" for row in reversed(await trail(owner)) if row["kind"] == "child"]
    soon = {"from": "2000-01-01T00:00:00Z", "until": "2000-01-02T00:00:00Z"}
    assert await events(ask, Role.AUDITOR, FUJIAN, **soon) == []
    today = datetime.now(UTC)
    day = {"from": (today - timedelta(minutes=5)).isoformat(), "until": (today + timedelta(minutes=5)).isoformat()}
    for ever in ({"from": "0001-01-01T00:00:00Z"}, {"until": "9999-12-31T15:59:59Z"}, day):
        assert len(await events(ask, Role.AUDITOR, FUJIAN, action="child:read", **ever)) == 3
    assert len(await events(ask, Role.AUDITOR, FUJIAN, division=str(GULOU), action="child:read")) == 3
    assert await events(ask, Role.AUDITOR, FUJIAN, division="350103000000") == []
