"""The HTTP door: who is let in, which bodies are read, what leaves."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
from joserfc.jwk import OKPKey
from joserfc.jwt import encode
from sqlalchemy import insert

from api.app import create_app
from api.identity import Identity
from api.tokens.claims import REGISTRY
from api.tokens.demo import AUDIENCE, ISSUER, demo_key, demo_verifier, mint
from api.web.plain import plain_site
from policies.source import baseline
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from schema.budgets import budget
from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.rotate_master import rotate_master
from tests.support.places import GULOU, MASTER_KEY, NOW, TAIJIANG, open_house, put_child
from tests.support.serving import appoint

VIEWER = {"query": "{ viewer { subject role tenant { code } roles { role division } } }"}


@pytest.fixture
def key(tmp_path: Path) -> OKPKey:
    return demo_key(tmp_path)


@asynccontextmanager
async def client_of(house: House, key: OKPKey) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(house, Identity(house, demo_verifier(key, house.clock), baseline()), plain_site(house))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://tonghu.test") as opened:
        yield opened


@pytest.fixture
async def client(house: House, key: OKPKey) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(house, key) as opened:
        yield opened


@pytest.fixture
async def officer(house: House, fujian: Tenant, key: OKPKey) -> dict[str, str]:
    """The headers of somebody who is a county officer and a director elsewhere."""
    async with house.work(fujian, scope="{(,)}") as work:
        for role, division in (("COUNTY_OFFICER", GULOU), ("CHILD_DIRECTOR", TAIJIANG)):
            await work.run(
                insert(role_assignment).values(
                    id=uuid7(),
                    subject="county@fujian",
                    role=role,
                    division=division,
                    valid_from=NOW,
                    granted_by="test",
                    created_at=NOW,
                )
            )
    return {"authorization": f"Bearer {mint(key, 'county@fujian', tenant='fujian', now=NOW)}"}


async def test_a_token_is_needed_before_anything_is_parsed(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/graphql", content=b"\xff{", headers={"content-type": "text/plain"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert answer.json()["errors"][0]["extensions"]["requestId"] == answer.headers["x-request-id"]


async def test_a_caller_acts_in_one_role_and_chooses_it_by_header(
    client: httpx2.AsyncClient, officer: dict[str, str]
) -> None:
    first = (await client.post("/graphql", json=VIEWER, headers=officer)).json()["data"]["viewer"]
    assert first["role"] == "CHILD_DIRECTOR"
    assert first["roles"] == [
        {"role": "CHILD_DIRECTOR", "division": str(TAIJIANG)},
        {"role": "COUNTY_OFFICER", "division": str(GULOU)},
    ]
    chosen = await client.post("/graphql", json=VIEWER, headers={**officer, "tonghu-role": "COUNTY_OFFICER"})
    assert chosen.json()["data"]["viewer"]["role"] == "COUNTY_OFFICER"
    refused = await client.post("/graphql", json=VIEWER, headers={**officer, "tonghu-role": "AUDITOR"})
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"null", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"query": 1}', "application/json", 400),
        (b'{"query": "{viewer{subject}}", "variables": []}', "application/json", 400),
        (b'{"query": "{viewer{subject}}", "operationName": 1}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"query": "{viewer{subject}}", "variables": {"a": "\xff"}}', "application/json", 400),
        ('{"query": "{viewer{subject}}"}'.encode("utf-16"), "application/json", 400),
        (b'{"query": "{viewer{subject}}", "documentId": 1}', "application/json", 400),
        (b'{"variables": {}}', "application/json", 400),
        (b'{"query": "{viewer{subject}}"}{}', "application/json", 400),
        (b'{"query": "{viewer{subject}}", "variables": {"a": NaN}}', "application/json", 400),
        (b'{"query": "{viewer{subject}}"}', "application/jsonx", 415),
        (b'{"query": "{viewer{subject}}"}', "application/graphql", 415),
        (b"[" * 100_000, "application/json", 400),
        (b'{"query": "{viewer{subject}}"}', "application/json, text/plain", 415),
        (b'{"query": "{viewer{subject}}"}', "text/plain", 415),
        (b'{"query": "{viewer{subject}}"}', "application/json; charset=gbk", 415),
        (b'{"query": "{viewer{subject}}", "variables": {"a": "\\ud800"}}', "application/json", 400),
        (b'{"query": "{viewer{subject}}", "extensions": 1}', "application/json", 400),
        (b'{"query": "' + b" " * 262_144 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_that_is_no_graphql_request_is_refused(
    client: httpx2.AsyncClient, officer: dict[str, str], body: bytes, kind: str, status: int
) -> None:
    answer = await client.post("/graphql", content=body, headers={**officer, "content-type": kind})
    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "TOO_LARGE")


@pytest.mark.parametrize("announced", [True, False], ids=["content-length", "chunks"])
async def test_a_body_of_256_kilobytes_is_read_and_a_byte_more_is_not(
    client: httpx2.AsyncClient, officer: dict[str, str], *, announced: bool
) -> None:
    async def chunks(body: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(body), 60_000):
            yield body[start : start + 60_000]

    bare = b'{"query": "{viewer{subject}}"}'
    headers = {**officer, "content-type": "application/json"}
    for size, status in ((256 * 1024, 200), (256 * 1024 + 1, 413)):
        body = bare + b" " * (size - len(bare))
        answer = await client.post("/graphql", content=body if announced else chunks(body), headers=headers)
        assert answer.status_code == status


async def test_answers_are_kept_by_no_cache(client: httpx2.AsyncClient, officer: dict[str, str]) -> None:
    answer = await client.post("/graphql", json=VIEWER, headers=officer)
    assert answer.status_code == 200
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert answer.headers["content-type"] == "application/json"


async def test_the_newer_form_has_a_status_of_its_own_and_no_data_in_request_errors(
    client: httpx2.AsyncClient, officer: dict[str, str]
) -> None:
    for query, code, status in (
        ("{", "GRAPHQL_PARSE_FAILED", 400),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("query A { viewer { role } } query B { viewer { role } }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("query($id: ID!) { child(id: $id) { id } }", "BAD_USER_INPUT", 400),
        ("{ children(first: 0) { totalCount } }", "BAD_USER_INPUT", 200),  # a field's error: there is data, if null
    ):
        for form, expected in (("application/graphql-response+json", status), ("application/json", 200)):
            answer = await client.post("/graphql", json={"query": query}, headers={**officer, "accept": form})
            assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (expected, form)
            assert ("data" in answer.json()) is (status == 200)
            assert answer.json()["errors"][0]["extensions"]["code"] == code
    refused = await client.post("/graphql", json=VIEWER, headers={**officer, "accept": "text/csv"})
    assert refused.status_code == 406


async def test_a_get_is_for_queries_alone(client: httpx2.AsyncClient, officer: dict[str, str]) -> None:
    query = {
        "query": "query A($id: ID!) { child(id: $id) { id } }",
        "variables": '{"id": "child_x"}',
        "operationName": "A",
    }
    answer = await client.get("/graphql", params=query, headers=officer)
    assert (answer.status_code, answer.json()) == (200, {"data": {"child": None}})
    written = await client.get("/graphql", params={"query": "mutation { __typename }"}, headers=officer)
    assert (written.status_code, written.headers["allow"]) == (405, "POST")
    # What no page of another origin can send is the token itself: without it there is nothing to be had.
    assert (await client.get("/graphql", params=query)).status_code == 401
    for bad in ({"variables": "{}"}, {"query": "{viewer{role}}", "variables": "[1"}, {"query": ["{a}", "{b}"]}):
        assert (await client.get("/graphql", params=bad, headers=officer)).status_code == 400
    other = await client.put("/graphql", json=VIEWER, headers=officer)
    assert (other.status_code, other.headers["allow"]) == (405, "GET, POST")


async def test_cost_is_told_who_asks_for_it_and_charged_to_everyone(
    client: httpx2.AsyncClient, officer: dict[str, str]
) -> None:
    assert "extensions" not in (await client.post("/graphql", json=VIEWER, headers=officer)).json()
    allowed, left = budget(Role.CHILD_DIRECTOR), []
    for _ in range(2):
        told = (await client.post("/graphql", json=VIEWER, headers={**officer, "tonghu-cost": "1"})).json()
        cost = told["extensions"]["cost"]
        assert cost == {
            "requested": 16,  # viewer { subject role } 3, tenant { code } 2, roles { 5 x (role division) } 11
            "limit": allowed.operation,
            "available": cost["available"],
            "restoreRate": allowed.per_second,
        }
        left.append(cost["available"])
    assert left[0] <= allowed.burst - 16
    wide = {"query": "{ children(first: 100) { nodes { visits(first: 100) { nodes { id mode occurredAt } } } } }"}
    answers = [await client.post("/graphql", json=wide, headers=officer) for _ in range(10)]
    answer = next(answer for answer in answers if answer.status_code != 200)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
    assert int(answer.headers["retry-after"]) >= 1


async def test_documents_that_are_read_in_vain_use_up_an_allowance(
    client: httpx2.AsyncClient, house: House, fujian: Tenant, key: OKPKey
) -> None:
    await appoint(house, fujian, "volunteer@fujian", Role.VOLUNTEER, GULOU)
    headers = {"authorization": f"Bearer {mint(key, 'volunteer@fujian', tenant='fujian', now=NOW)}"}
    answers: list[httpx2.Response] = []
    while len(answers) < 200 and (not answers or answers[-1].status_code == 200):
        answers.append(await client.post("/graphql", json={"query": "{ nothing }"}, headers=headers))
    *refused, last = (answer.json()["errors"][0]["extensions"]["code"] for answer in answers)
    assert (set(refused), last) == ({"GRAPHQL_VALIDATION_FAILED"}, "RATE_LIMITED")
    assert len(refused) >= 100
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_a_token_that_proves_nothing_is_told_apart_from_none(client: httpx2.AsyncClient) -> None:
    for token, said in (("x.y.z", 'Bearer error="invalid_token"'), ("a" * 9_000, 'Bearer error="invalid_token"')):
        answer = await client.post("/graphql", json=VIEWER, headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, said)


async def test_a_token_of_8_kilobytes_is_read_and_a_longer_one_is_not(
    client: httpx2.AsyncClient, officer: dict[str, str], key: OKPKey
) -> None:
    """Both are signed well: the length alone is what tells them apart."""
    claims: dict[str, Any] = {"iss": ISSUER, "aud": AUDIENCE, "sub": "county@fujian", "tenant": "fujian"}
    claims |= {"exp": int((NOW + timedelta(hours=1)).timestamp()), "name": ""}
    header = {"alg": "Ed25519", "kid": key.kid}

    def of(name: int) -> str:
        return encode(header, claims | {"name": "n" * name}, key, registry=REGISTRY)

    about = (8 * 1024 - len(of(0))) * 3 // 4
    tokens = [of(name) for name in range(about - 4, about + 4)]
    longest = max((token for token in tokens if len(token) <= 8 * 1024), key=len)
    longer = min((token for token in tokens if len(token) > 8 * 1024), key=len)
    assert len(longer) - len(longest) <= 2
    for token, status in ((longest, 200), (longer, 401)):
        answer = await client.post("/graphql", json=VIEWER, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == status


async def test_metrics_may_ask_for_a_token(house: House, key: OKPKey) -> None:
    identity = Identity(house, demo_verifier(key, house.clock), baseline())
    for options, sent, status in (
        ({}, {}, 200),
        ({"metrics_token": "a synthetic token"}, {}, 401),
        ({"metrics_token": "a synthetic token"}, {"authorization": "Bearer another token"}, 401),
        ({"metrics_token": "a synthetic token"}, {"authorization": "Bearer a synthetic token"}, 200),
        ({"metrics": False}, {}, 404),
    ):
        app = create_app(house, identity, plain_site(house), **options)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://tonghu.test") as asking:
            assert (await asking.get("/metrics", headers=sent)).status_code == status


async def test_a_browser_gets_the_page(client: httpx2.AsyncClient) -> None:
    page = await client.get("/graphql", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"].partition(";")[0]) == (200, "text/html")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_the_schema_file_and_health_need_no_token(client: httpx2.AsyncClient) -> None:
    schema: Any = await client.get("/schema.graphql")
    assert "type Query" in schema.text
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {
        "status": "ok",
        "tenants": {"fujian": "ACTIVE", "jilin": "ACTIVE"},
    }


async def test_a_process_that_cannot_reach_its_database_is_not_ready(client: httpx2.AsyncClient, house: House) -> None:
    await house.close()
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["reason"]) == (503, "connections")


async def test_a_request_for_which_no_connection_is_free_may_come_again(
    fresh_url: str, fujian: Tenant, key: OKPKey, officer: dict[str, str]
) -> None:
    async with open_house(fresh_url, pool_size=4, pool_wait=0.05) as small, client_of(small, key) as client:
        async with small.work(fujian, login=Login.AREA):  # a tenant's whole share: one connection of four
            answer = await client.post("/graphql", json=VIEWER, headers={**officer, "accept-language": "en"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.headers["cache-control"] == "no-store"
        (error,) = answer.json()["errors"]
        assert (error["message"], error["extensions"]["code"]) == (
            "The service is busy, try again shortly",
            "UNAVAILABLE",
        )
        assert (await client.post("/graphql", json=VIEWER, headers=officer)).status_code == 200


async def test_a_process_with_a_replaced_master_key_is_loud_and_answers_nobody(
    fresh_url: str, key: OKPKey, officer: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(fresh_url, fresh=0.0) as old, client_of(old, key) as client:
        assert (await client.post("/graphql", json=VIEWER, headers=officer)).status_code == 200
        await rotate_master(fresh_url, master_key=MASTER_KEY, new_master_key=bytes(range(32)))
        answer = await client.post("/graphql", json=VIEWER, headers=officer)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["reason"]) == (503, "master-key")
        (record,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
        assert "TONGHU_MASTER_KEY" in record.getMessage()
        text = (await client.get("/metrics")).text
        assert 'tonghu_requests_total{operation="-",outcome="OK",tenant="fujian"} 1.0' in text
        assert 'tonghu_requests_total{operation="-",outcome="WrongMasterKey",tenant="-"} 1.0' in text


async def test_a_fault_before_execution_is_told_by_its_number_alone(
    client: httpx2.AsyncClient,
    officer: dict[str, str],
    owner: asyncpg.Connection,
    fujian: Tenant,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await owner.execute(f"ALTER TABLE {fujian.schema}.role_assignment RENAME TO gone")
    answer = await client.post("/graphql", json=VIEWER, headers=officer)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/json")
    (error,) = answer.json()["errors"]
    assert error["extensions"].keys() == {"code", "requestId"}
    assert error["extensions"]["code"] == "INTERNAL"
    (record,) = [record for record in caplog.records if record.name == "tonghu.schema"]
    assert re.match(rf"request {error['extensions']['requestId']} failed: UndefinedTableError\n", record.getMessage())
    assert "does not exist" not in answer.text + record.getMessage()


async def test_a_request_that_breaks_off_is_no_fault(
    house: House, key: OKPKey, officer: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(house, Identity(house, demo_verifier(key, house.clock), baseline()), plain_site(house))
    headers = [(b"authorization", officer["authorization"].encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
    coming = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(coming)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert not caplog.records


async def test_roles_that_are_given_and_taken_away_count_at_once_for_a_query_that_has_its_plan(
    house: House, fujian: Tenant, client: httpx2.AsyncClient, officer: dict[str, str], owner: asyncpg.Connection
) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        for name, division in (("鼓楼", GULOU), ("台江", TAIJIANG)):
            await put_child(work, name, division)
    query = {"query": "{ children(first: 9) { nodes { name } } }"}

    async def names(**headers: str) -> list[str]:
        answer = (await client.post("/graphql", json=query, headers={**officer, **headers})).json()
        if "errors" in answer:
            return [error["extensions"]["code"] for error in answer["errors"]]
        return sorted(node["name"] for node in answer["data"]["children"]["nodes"])

    county = {"Tonghu-Role": "COUNTY_OFFICER"}
    for _ in range(4):
        assert await names(**county) == ["鼓楼"]
    await owner.execute("UPDATE t_fujian.role_assignment SET division = $1 WHERE role = 'COUNTY_OFFICER'", TAIJIANG)
    assert await names(**county) == ["台江"]
    await owner.execute("UPDATE t_fujian.role_assignment SET revoked_at = $1 WHERE role = 'COUNTY_OFFICER'", NOW)
    assert await names(**county) == ["FORBIDDEN"]
    assert await names(**county) == ["FORBIDDEN"]
    await owner.execute("UPDATE t_fujian.role_assignment SET revoked_at = NULL, division = $1", GULOU)
    assert await names(**county) == ["鼓楼"]
    await owner.execute("UPDATE t_fujian.role_assignment SET revoked_at = $1 WHERE role = 'COUNTY_OFFICER'", NOW)
    faulty = await client.post("/graphql", json={"query": "{ nothing }"}, headers={**officer, **county})
    assert faulty.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_query_with_a_plan_costs_one_statement_beside_the_trail(
    house: House, fujian: Tenant, client: httpx2.AsyncClient, officer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = House.read

    async def reading(self: House, tenant: Tenant, login: Login, sql: str, args: Any, **words: Any) -> Any:
        read.append(sql)
        return await original(self, tenant, login, sql, args, **words)

    monkeypatch.setattr(House, "read", reading)
    query = {"query": "{ organisations { nodes { name } } divisions { name } }"}
    for _ in range(3):
        read.clear()
        answer = (await client.post("/graphql", json=query, headers=officer)).json()
        assert "errors" not in answer
    assert len(read) == 1
