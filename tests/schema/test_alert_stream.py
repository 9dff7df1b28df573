"""Subscriptions that differ in names alone read alike, and each is answered as it asked: as a query of the same is."""

import json
from typing import Any

import pytest

from alerts.outbox import announce_all
from alerts.sequence import sequence
from records.codes import Role
from records.ids import uuid7
from schema.alert_stream import AlertStream
from schema.execute import execute
from schema.subscribe import subscribe
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of
from tests.support.places import GULOU, put_child

WHO = Role.COUNTY_OFFICER
SAME = (
    "sequence kind subject { id ... on Child { name sex } } division { code name }",
    "division { name code } kind sequence subject { ... on Child { sex name } id }",
    "k: kind sequence there: division { name c: code } about: subject { key: id ... on Child { n: name s: sex } }",
    "kind k: kind sequence division { name called: name code } subject { id ... on Child { s: sex name s2: sex } }",
)
FRAGMENTS = "fragment All on Alert { kind s: sequence subject { id ...Who } } fragment Who on Child { sex n: name }"
VISITS = "{ nodes { id } }"
OTHERS = (
    "kind: severity severity: kind sequence",
    "sequence k: kind @include(if: true) kind",
    "sequence k: kind @skip(if: true) kind",
    "sequence ... @include(if: false) { k: kind } kind",
    "sequence t: __typename __typename subject { __typename u: __typename }",
    f"sequence subject {{ ... on Child {{ a: visits(first: 1) {VISITS} b: visits(first: 2) {VISITS} }} }}",
    f"sequence subject {{ ... on Child {{ a: visits(first: 2) {VISITS} b: visits(first: 2) {VISITS} }} }}",
    "sequence name: kind subject { ... on Child { name } }",
    "a: subject { ... on Child { n: name } } b: subject { ... on Child { s: sex } id }",
    "...All division { name code }",
)


@pytest.fixture
async def told(house: House, fujian: Tenant) -> int:
    """Two children, and what is for all to know, in the log; gives the last number."""
    async with house.work(fujian, scope="{(,)}") as work:
        keys = [await put_child(work, name) for name in ("单小明", "余美玲")]
        await announce_all(work, "CHILD_REGISTERED", [(key, GULOU) for key in keys], subject_kind="child")
        await announce_all(work, "RULEBOOK_CHANGED", [(uuid7(), GULOU)], subject_kind="rulebook")
    async with house.work(fujian) as work:
        return await sequence(work)


def document(root: str, selection: str) -> str:
    return f"{root.replace('SELECTION', selection)} {FRAGMENTS if '...All' in selection else ''}"


async def stream_of(house: House, tenant: Tenant, selection: str) -> AlertStream:
    asked = document("subscription { alerts { SELECTION } }", selection)
    stream = await subscribe(house, tenant, caller_of(house, WHO, GULOU), asked)
    assert isinstance(stream, AlertStream), stream
    return stream


async def queried(house: House, tenant: Tenant, selection: str) -> list[dict[str, Any]]:
    asked = document("query { alerts { nodes { SELECTION } } }", selection)
    answer = await execute(house, tenant, caller_of(house, WHO, GULOU), asked)
    assert "errors" not in answer, answer
    found: list[dict[str, Any]] = answer["data"]["alerts"]["nodes"][::-1]
    return found


@pytest.mark.parametrize("selection", [*SAME, *OTHERS])
async def test_a_subscription_answers_as_a_query_does(house: House, fujian: Tenant, told: int, selection: str) -> None:
    stream = await stream_of(house, fujian, selection)
    found = [json.loads(text)["data"]["alerts"] for _, text in await stream.encode(await stream.read(0, told))]
    asked = await queried(house, fujian, selection)
    assert len(found) == 3
    assert list(map(json.dumps, found)) == list(map(json.dumps, asked))  # the order of members, too


async def test_what_differs_in_names_and_order_alone_is_read_by_one_statement(house: House, fujian: Tenant) -> None:
    streams = [await stream_of(house, fujian, selection) for selection in (*SAME, *OTHERS)]
    same = {stream.source for stream in streams[: len(SAME)]}
    assert len(same) == 1
    assert not same & {stream.source for stream in streams[len(SAME) :]}
    assert len({stream.key for stream in streams}) == len(streams)


async def test_who_asks_for_the_same_from_elsewhere_in_the_log_is_of_one_group(house: House, fujian: Tenant) -> None:
    caller = caller_of(house, WHO, GULOU)
    asked = "subscription Named($after: String) { alerts(after: $after) { kind } }"
    keys = set()
    for after in ("0", "5", None):
        stream = await subscribe(house, fujian, caller, asked, variables={"after": after})
        assert isinstance(stream, AlertStream)
        keys.add(stream.key)
    assert keys == {(await stream_of(house, fujian, "kind")).key}
