"""Which rows a caller is answered with."""

from uuid import UUID

import pytest
from sqlalchemy import delete, insert

from records.access import access_link
from records.child import child
from records.codes import Role
from records.ids import uuid7
from records.visit import visit
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import OTHER_COUNTY, OTHER_VILLAGE, VILLAGE, Ask, caller_of
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

LIST = "{ children(first: 100) { totalCount nodes { id name } } }"


@pytest.fixture
async def three(house: House, fujian: Tenant) -> list[UUID]:
    """One child in a village, one in the next, one in another county; nobody else."""
    async with house.work(fujian, scope=scope(GULOU, TAIJIANG)) as work:
        await work.run(delete(child))
        return [
            await put_child(work, name, place)
            for name, place in (("甲", VILLAGE), ("乙", OTHER_VILLAGE), ("丙", OTHER_COUNTY))
        ]


def names(answer: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> list[str]:
    return [node["name"] for node in answer["data"]["children"]["nodes"]]


async def test_a_director_lists_only_the_children_of_the_own_village(ask: Ask, three: list[UUID]) -> None:
    answer = await ask(Role.CHILD_DIRECTOR, LIST, VILLAGE)
    assert names(answer) == ["甲"]
    assert answer["data"]["children"]["totalCount"] == 1


async def test_a_county_lists_the_children_of_the_county(ask: Ask, three: list[UUID]) -> None:
    assert names(await ask(Role.COUNTY_OFFICER, LIST, GULOU)) == ["甲", "乙"]


async def test_all_areas_of_a_role_count_together(ask: Ask, three: list[UUID]) -> None:
    assert names(await ask(Role.CHILD_DIRECTOR, LIST, VILLAGE, OTHER_COUNTY)) == ["甲", "丙"]


async def test_a_role_without_an_area_lists_nothing(ask: Ask, three: list[UUID]) -> None:
    assert names(await ask(Role.COUNTY_OFFICER, LIST)) == []


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.PREFECTURE_OFFICER, Role.AUDITOR, Role.TENANT_ADMIN])
async def test_who_sees_no_rows_of_persons_gets_an_empty_uncounted_list(
    ask: Ask, three: list[UUID], role: Role
) -> None:
    answer = await ask(role, LIST, 350000000000)
    assert answer == {"data": {"children": {"totalCount": None, "nodes": []}}}


async def test_another_tenants_child_is_as_missing_as_an_unknown_one(ask: Ask, three: list[UUID]) -> None:
    query = "query($id: ID!) { child(id: $id) { name } node(id: $id) { id } nodes(ids: [$id]) { id } }"
    nothing = {"data": {"child": None, "node": None, "nodes": [None]}}
    assert await ask(Role.COUNTY_OFFICER, query, 220102000000, tenant="jilin", id=f"child_{three[0]}") == nothing
    assert await ask(Role.COUNTY_OFFICER, query, GULOU, id=f"child_{uuid7()}") == nothing
    assert await ask(Role.CHILD_DIRECTOR, query, OTHER_VILLAGE, id=f"child_{three[0]}") == nothing


@pytest.mark.parametrize(
    "hostile", ["", "child", "child_", "child_x", "visit_' or 1=1 --", "\u0000", "chíld_1", "x" * 9000]
)
async def test_an_id_that_is_none_finds_nothing(ask: Ask, hostile: str) -> None:
    query = "query($id: ID!) { child(id: $id) { name } node(id: $id) { id } }"
    assert await ask(Role.COUNTY_OFFICER, query, GULOU, id=hostile) == {"data": {"child": None, "node": None}}


async def test_an_id_of_another_kind_is_no_child(ask: Ask, three: list[UUID]) -> None:
    query = "query($id: ID!) { child(id: $id) { name } }"
    assert await ask(Role.COUNTY_OFFICER, query, GULOU, id=f"visit_{three[0]}") == {"data": {"child": None}}


async def test_nodes_keep_the_order_asked_and_name_their_types(ask: Ask, three: list[UUID]) -> None:
    ids = [f"child_{three[1]}", "nonsense", f"child_{three[0]}", f"child_{three[2]}"]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Child { name } } }"
    found = (await ask(Role.COUNTY_OFFICER, query, GULOU, ids=ids))["data"]["nodes"]
    assert [node and (node["__typename"], node["name"]) for node in found] == [
        ("Child", "乙"),
        None,
        ("Child", "甲"),
        None,
    ]


async def test_a_place_filter_means_the_place_and_all_below_it(ask: Ask, three: list[UUID]) -> None:
    query = "query($at: DivisionCode!) { children(where: {division: $at}) { nodes { name } } }"
    expected = {
        "350000000000": ["甲", "乙", "丙"],
        "350100000000": ["甲", "乙", "丙"],
        "350102000000": ["甲", "乙"],
        "350102001000": ["甲", "乙"],
        "350102001002": ["乙"],
        "350128000000": [],
    }
    for place, found in expected.items():
        assert names(await ask(Role.COUNTY_OFFICER, query, GULOU, TAIJIANG, at=place)) == found


async def test_a_place_filter_outside_the_area_finds_nothing(ask: Ask, three: list[UUID]) -> None:
    query = '{ children(where: {division: "350103000000"}) { totalCount nodes { name } } }'
    assert names(await ask(Role.COUNTY_OFFICER, query, GULOU)) == []


async def test_or_and_not_stay_within_the_area(ask: Ask, three: list[UUID]) -> None:
    query = (
        '{ children(where: {or: [{division: "350103000000"}, {not: {division: "350102001001"}}]}) { nodes { name } } }'
    )
    assert names(await ask(Role.COUNTY_OFFICER, query, GULOU)) == ["乙"]


async def test_a_listed_caller_sees_the_linked_child_until_the_link_ends(
    ask: Ask, house: House, fujian: Tenant, three: list[UUID]
) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        for key, days in ((three[0], 1), (three[1], -1)):
            until = NOW.replace(day=NOW.day + days)
            await work.run(
                insert(access_link).values(
                    subject="partner@fujian", kind="child", object=key, classes=["basic"], until=until
                )
            )
    answer = await ask(Role.PARTNER_WORKER, LIST, subject="partner@fujian")
    assert names(answer) == ["甲"]
    assert names(await ask(Role.PARTNER_WORKER, LIST, subject="somebody-else@fujian")) == []


async def test_a_corrected_visit_gives_way_to_its_correction(
    ask: Ask, house: House, fujian: Tenant, three: list[UUID]
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        first, second = uuid7(), uuid7()
        shared = {"child_id": three[0], "division": VILLAGE, "occurred_division": VILLAGE, "recorded_by": "t"}
        moments = {"occurred_at": NOW, "recorded_at": NOW, "occasion": first, "mode": "HOUSEHOLD"}
        await work.run(insert(visit).values(id=first, corrected_by=second, **shared, **moments))
        await work.run(insert(visit).values(id=second, corrects=first, **shared, **moments))
    query = "{ visits { totalCount nodes { id corrects { id correctedBy { id } } } } }"
    answer = (await ask(Role.COUNTY_OFFICER, query, GULOU))["data"]["visits"]
    assert answer == {
        "totalCount": 1,
        "nodes": [
            {"id": f"visit_{second}", "corrects": {"id": f"visit_{first}", "correctedBy": {"id": f"visit_{second}"}}}
        ],
    }


async def test_a_listed_caller_reads_the_visit_it_has_just_recorded(
    ask: Ask, house: House, fujian: Tenant, three: list[UUID]
) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        link = {"subject": "partner@fujian", "kind": "child", "object": three[0], "classes": ["basic"]}
        await work.run(insert(access_link).values(**link, until=NOW.replace(year=2027)))
    mutation = """mutation($input: RecordVisitInput!) {
      recordVisit(input: $input) { visits { mode } children { name } userErrors { code } }
    }"""
    visited = {"childIds": [f"child_{three[0]}"], "mode": "HOUSEHOLD", "occurredAt": "2026-11-20T15:30:00+08:00"}
    answer = await ask(Role.PARTNER_WORKER, mutation, subject="partner@fujian", input=visited)
    shown = {"visits": [{"mode": "HOUSEHOLD"}], "children": [{"name": "甲"}], "userErrors": []}
    assert answer == {"data": {"recordVisit": shown}}
    assert (await ask(Role.PARTNER_WORKER, "{ visits { totalCount } }", subject="partner@fujian"))["data"] == {
        "visits": {"totalCount": 1}
    }


async def test_an_operator_sees_tenants_and_places_and_no_tenants_rows(house: House, fujian: Tenant) -> None:
    caller = caller_of(house, Role.PLATFORM_OPERATOR, tenant="platform")
    query = """query($id: ID!) {
      tenants { code } node(id: $id) { ... on Tenant { code } } division(code: "350128000000") { reportsTo { name } }
      viewer { tenant { code } roles { role } }
    }"""
    answer = await execute(house, None, caller, query, variables={"id": f"tenant_{fujian.id}"})
    assert answer["data"] == {
        "tenants": [{"code": "fujian"}, {"code": "jilin"}],
        "node": {"code": "fujian"},
        "division": {"reportsTo": {"name": "福建省"}},
        "viewer": {"tenant": {"code": "platform"}, "roles": []},
    }
    refused = await execute(house, None, caller, "{ children { totalCount } }")
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
