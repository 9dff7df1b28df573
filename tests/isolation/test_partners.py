"""Partners behind the wall: offers of the counties that signed, their own grants, and nothing that leads to a child."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, insert, select, update

from care.divisions.tree import prefecture_of
from records.access import access_link, role_assignment
from records.child import child
from records.data_agreement import data_agreement
from records.ids import uuid7
from records.need import need
from records.need_offer import need_offer
from records.organisation import organisation
from records.partner_grant import partner_grant
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

MINE, OTHERS = "worker@partner", "rival@partner"
STAMPS = {"created_at": NOW, "updated_at": NOW}


class Signed(NamedTuple):
    """What one partner has: the agreement with one of two counties, an offer of each, and one granted child."""

    partner: UUID
    rival: UUID
    agreement: UUID
    offers: tuple[UUID, UUID]
    grant: UUID
    child: UUID


@pytest.fixture
async def signed(house: House, fujian: Tenant) -> AsyncIterator[Signed]:
    """One partner has signed with a county, and another works for none; both counties offer a need."""
    partner, rival, agreement, grant = (uuid7() for _ in range(4))
    offers, day = (uuid7(), uuid7()), NOW.date()
    async with house.work(fujian, scope="{(,)}") as work:
        for key, subject in ((partner, MINE), (rival, OTHERS)):
            place = {"name": str(key), "kind": "PARTNER", "division": GULOU, "prefecture": prefecture_of(GULOU)}
            await work.run(insert(organisation).values(id=key, **place, **STAMPS))
            role = {"subject": subject, "role": "PARTNER_WORKER", "organisation_id": key, "granted_by": "x"}
            await work.run(insert(role_assignment).values(id=uuid7(), **role, valid_from=NOW, created_at=NOW))
        days = {"signed_on": day, "starts_on": day, "ends_on": day + timedelta(days=9)}
        paper = {"organisation_id": partner, "division": GULOU, "edition": "x", "reference": "x", "recorded_by": "x"}
        await work.run(insert(data_agreement).values(id=agreement, **paper, **days, **STAMPS))
        for key, county in zip(offers, (GULOU, TAIJIANG), strict=True):
            about = {"kind": "READING", "county": county, "township": county + 1000, "month": day.replace(day=1)}
            await work.run(insert(need_offer).values(id=key, **about, offered_by="x", offered_at=NOW))
        one = await put_child(work, division=GULOU)
        wants = {"child_id": one, "division": GULOU, "kind": "READING", "found_on": day, "opened_by": "x"}
        await work.run(insert(need).values(id=uuid7(), **wants, **STAMPS, offer_id=offers[0]))
        until = NOW + timedelta(days=5)
        terms = {"field_classes": ["family"], "purpose": "VISIT", "granted_by": "x", "granted_at": NOW, "until": until}
        of = {"child_id": one, "division": GULOU, "organisation_id": partner, "agreement_id": agreement}
        await work.run(insert(partner_grant).values(id=grant, **of, **terms))
        link = {"subject": MINE, "kind": "child", "object": one, "ground": f"grant:{grant}", "classes": ["family"]}
        await work.run(insert(access_link).values(**link, until=until))
    yield Signed(partner, rival, agreement, offers, grant, one)
    async with house.work(fujian, scope="{(,)}") as work:
        for table in (access_link, child, need_offer, role_assignment):
            await work.run(delete(table))


async def seen(house: House, fujian: Tenant, login: Login, subject: str, places: str) -> list[list[UUID]]:
    async with house.work(fujian, login=login, subject=subject, scope=places) as work:
        tables = (need_offer, partner_grant, child)
        return [[row["id"] for row in await work.all(select(table.c.id))] for table in tables]


async def test_a_partners_worker_sees_offers_where_it_signed_its_grants_and_the_child_of_one(
    house: House, fujian: Tenant, signed: Signed
) -> None:
    everything = [[signed.offers[0]], [signed.grant], [signed.child]]
    assert await seen(house, fujian, Login.LINK, MINE, "{(,)}") == everything
    for subject in (OTHERS, "nobody@fujian", ""):
        assert await seen(house, fujian, Login.LINK, subject, "{(,)}") == [[], [], []]
    # What others have claimed is theirs.
    async with house.work(fujian, scope="{(,)}") as work:
        claim = {"organisation_id": signed.rival, "claimed_by": OTHERS, "claimed_at": NOW}
        await work.run(update(need_offer).values(**claim))
    assert (await seen(house, fujian, Login.LINK, MINE, "{(,)}"))[0] == []


async def test_offers_go_with_the_agreement_and_all_of_it_with_the_role_and_its_time(
    house: House, fujian: Tenant, signed: Signed
) -> None:
    clock = house.clock
    for days, rows in ((9, [1, 1, 0]), (10, [0, 1, 0])):
        house.clock = lambda days=days: NOW + timedelta(days=days)  # type: ignore[misc]
        assert [len(found) for found in await seen(house, fujian, Login.LINK, MINE, "{(,)}")] == rows
    house.clock = clock
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(update(data_agreement).values(ended_at=NOW, ended_by="x", end_reason="x"))
    assert (await seen(house, fujian, Login.LINK, MINE, "{(,)}"))[0] == []
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(update(role_assignment).where(role_assignment.c.subject == MINE).values(revoked_at=NOW))
    assert (await seen(house, fujian, Login.LINK, MINE, "{(,)}"))[1] == []


async def test_who_keeps_the_file_sees_the_offer_of_its_need_and_the_grant_of_its_child(
    house: House, fujian: Tenant, signed: Signed
) -> None:
    here, elsewhere = (scope(county) for county in (GULOU, TAIJIANG))
    everything = [[signed.offers[0]], [signed.grant], [signed.child]]
    assert await seen(house, fujian, Login.AREA, "county@fujian", here) == everything
    assert await seen(house, fujian, Login.AREA, "county@fujian", elsewhere) == [[], [], []]


async def test_an_offer_has_no_column_that_leads_to_a_child_and_no_agreement_is_taken_away(
    house: House, fujian: Tenant, signed: Signed
) -> None:
    async with house.work(fujian, login=Login.LINK, subject=MINE, scope="{}") as work:
        (row,) = await work.all(select(need_offer))
        assert {value for value in row.values() if isinstance(value, UUID)} == {signed.offers[0]}
        assert await work.all(select(need.c.id)) == []
    async with house.work(fujian, scope="{(,)}") as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(delete(data_agreement))


async def test_nobody_grants_or_offers_beyond_the_scope(house: House, fujian: Tenant, signed: Signed) -> None:
    async with house.work(fujian, scope=scope(TAIJIANG)) as work:
        assert await work.run(update(partner_grant).values(until=NOW + timedelta(days=99))) == 0
        away = update(need_offer).where(need_offer.c.id == signed.offers[0]).values(closed_at=NOW)
        assert await work.run(away) == 0
