"""Settling makes what is derived stand on file, touches nothing else, and loses nothing that was done."""

import re
from datetime import date
from uuid import UUID

import asyncpg

from care.actions.apply_rulebook import ApplyRulebook
from care.actions.record_visit import record_visit
from care.actions.review_class import ReviewClass, review_class
from care.duties.settle import Settled
from care.rulebooks.library import JURISDICTIONS
from policies.scope import EVERYTHING
from records.codes import ChildClass, VisitMode
from tenants.house import House
from tenants.registry import Tenant
from tests.support.derived_rows import at, duties_of, on_file, settled, standings_of
from tests.support.desks import SUPERVISOR, ZHONGSHAN
from tests.support.forms import a_visit
from tests.support.lawful import apply, populate, send_parents_away
from tests.support.places import TAIJIANG, scope

RURAL = "RURAL_LEFT_BEHIND"


async def seen(house: House, tenant: Tenant, key: UUID, day: str, mode: VisitMode = VisitMode.PHONE) -> None:
    visit = a_visit(key, mode=mode, occurred_at=house.clock().fromisoformat(f"{day}T12:00:00+08:00"))
    async with house.work(tenant, scope=SUPERVISOR.scope, subject=SUPERVISOR.subject) as work:
        await record_visit(work, SUPERVISOR, visit)


async def left_behind(house: House, tenant: Tenant, owner: asyncpg.Connection, since: str = "2026-07-01") -> UUID:
    (key,) = await populate(house, tenant, owner, ZHONGSHAN)
    await send_parents_away(owner, tenant, key, ZHONGSHAN, since)
    await settled(house, tenant, key)
    return key


async def come_home(owner: asyncpg.Connection, tenant: Tenant, day: str) -> None:
    await owner.execute(f"UPDATE {tenant.schema}.absence SET until = $1", date.fromisoformat(day))


async def judge(house: House, tenant: Tenant, key: UUID, since: str, *, holds: bool) -> None:
    command = ReviewClass(key, holds, date.fromisoformat(since), "走访核实", ChildClass.RURAL_LEFT_BEHIND)
    async with house.work(tenant, scope=SUPERVISOR.scope, subject=SUPERVISOR.subject) as work:
        await review_class(work, SUPERVISOR, command)


def without(*keys: str) -> ApplyRulebook:
    """Give Fujian's file without the rules of these keys."""
    text = (JURISDICTIONS / "fujian.toml").read_text()
    blocks = re.split(r"(?=^\[\[)", text, flags=re.MULTILINE)
    kept = [block for block in blocks if not any(f'key = "{key}"' in block for key in keys)]
    assert len(kept) < len(blocks)
    return ApplyRulebook(("fujian.toml", "".join(kept)))


async def test_a_second_time_moves_nothing(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    key = await left_behind(house, fujian, owner)
    await seen(house, fujian, key, "2026-11-20", VisitMode.HOUSEHOLD)
    before = await on_file(owner, fujian)
    assert all(before[name] for name in ("standing", "duty", "child"))
    at(house, "2026-11-22", "18:00")
    assert await settled(house, fujian, key) == Settled((), 0)
    assert await on_file(owner, fujian) == before


async def test_what_is_not_named_is_not_touched(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    one, other = await populate(house, fujian, owner, ZHONGSHAN, ZHONGSHAN)
    at(house, "2027-05-10")
    before = [row for row in (await on_file(owner, fujian))["duty"] if row["child_id"] == other]
    assert (await settled(house, fujian, one)).moved == 1
    assert [row for row in (await on_file(owner, fujian))["duty"] if row["child_id"] == other] == before


async def test_a_late_contact_turns_what_was_missed_into_done_late(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    (key,) = await populate(house, fujian, owner, ZHONGSHAN)
    at(house, "2026-12-20")
    await settled(house, fujian, key)
    first, second = await duties_of(owner, fujian, key, "CONTACT")
    assert (first["due_on"], second["due_on"]) == (date(2026, 11, 1), date(2026, 12, 1))
    assert first["closes_on"] < date(2026, 12, 20) <= second["closes_on"]
    await seen(house, fujian, key, "2026-11-10")
    done, following = [one for one in await duties_of(owner, fujian, key, "CONTACT") if one["cancelled_at"] is None]
    assert (done["id"], done["done_on"], done["due_on"]) == (first["id"], date(2026, 11, 10), date(2026, 11, 1))
    assert (following["base_on"], following["due_on"]) == (date(2026, 11, 10), date(2026, 12, 10))
    assert following["done_on"] is None


async def test_what_was_done_is_not_written_again(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    (key,) = await populate(house, fujian, owner, ZHONGSHAN)
    await seen(house, fujian, key, "2026-10-20")
    done = [one for one in await duties_of(owner, fujian, key, "CONTACT") if one["done_on"]]
    assert len(done) == 1
    for day in ("2026-12-05", "2027-04-01"):
        at(house, day, "18:00")
        await seen(house, fujian, key, day)
    await apply(house, fujian, without("contact.maxInterval"))
    await settled(house, fujian, key)
    assert [one for one in await duties_of(owner, fujian, key, "CONTACT") if one["id"] == done[0]["id"]] == done


async def test_what_the_law_asks_no_longer_is_cancelled_and_comes_back_with_it(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    (key,) = await populate(house, fujian, owner, ZHONGSHAN)
    before = (await duties_of(owner, fujian, key, "CONTACT"))[-1]
    await apply(house, fujian, without("contact.maxInterval"))
    assert (await settled(house, fujian, key)).moved == 1
    (gone,) = [one for one in await duties_of(owner, fujian, key, "CONTACT") if one["id"] == before["id"]]
    assert gone["cancelled_at"] == house.clock()
    (child,) = (await on_file(owner, fujian))["child"]
    assert child["next_contact_due"] is None
    await apply(house, fujian, ApplyRulebook(("fujian.toml", (JURISDICTIONS / "fujian.toml").read_text())))
    await settled(house, fujian, key)
    (back,) = [one for one in await duties_of(owner, fujian, key, "CONTACT") if one["id"] == before["id"]]
    assert (back["cancelled_at"], back["due_on"]) == (None, before["due_on"])


async def test_a_class_that_ends_is_told_and_reviewed_and_the_file_stays_open(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    key = await left_behind(house, fujian, owner)
    assert await standings_of(owner, fujian, key) == {(RURAL, "HELD")}
    await come_home(owner, fujian, "2026-11-20")
    assert (await settled(house, fujian, key)).reclassified == ((key, ZHONGSHAN),)
    assert await standings_of(owner, fujian, key) == {(RURAL, "ENDED")}
    (review,) = await duties_of(owner, fujian, key, "CLASS_REVIEW")
    assert (review["base_on"], review["reasons"], review["done_on"]) == (date(2026, 11, 20), ["CLASS_ENDED"], None)
    (child,) = (await on_file(owner, fujian))["child"]
    assert child["file_status"] == "OPEN"
    assert child["next_visit_due"] is not None


async def test_an_officers_decision_closes_the_review_either_way(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    key = await left_behind(house, fujian, owner)
    await come_home(owner, fujian, "2026-11-20")
    await settled(house, fujian, key)
    at(house, "2026-11-25")
    await judge(house, fujian, key, "2026-11-21", holds=True)
    (review,) = await duties_of(owner, fujian, key, "CLASS_REVIEW")
    assert (review["done_on"], review["due_on"]) == (date(2026, 11, 25), date(2026, 11, 21))
    assert await standings_of(owner, fujian, key) == {(RURAL, "HELD")}
    at(house, "2026-11-26")
    assert await settled(house, fujian, key) == Settled((), 0)
    await judge(house, fujian, key, "2026-11-26", holds=False)
    assert await standings_of(owner, fujian, key) == {(RURAL, "ENDED")}
    first, second = await duties_of(owner, fujian, key, "CLASS_REVIEW")
    assert (first, second["done_on"]) == (review, date(2026, 11, 26))


async def test_an_ended_class_stays_beside_one_that_is_coming(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    key = await left_behind(house, fujian, owner)
    await come_home(owner, fujian, "2026-11-20")
    await settled(house, fujian, key)
    at(house, "2026-12-10")
    await owner.execute(
        "INSERT INTO t_fujian.absence (id, guardian_id, child_id, division, since, purpose, away_division, abroad,"
        " created_at, updated_at) SELECT gen_random_uuid(), id, child_id, division, '2026-12-01', 'WORK', 440300000000,"
        " false, now(), now() FROM t_fujian.guardian"
    )
    assert (await settled(house, fujian, key)).reclassified == ((key, ZHONGSHAN),)
    assert await standings_of(owner, fujian, key) == {(RURAL, "ENDED"), (RURAL, "PROSPECTIVE")}
    (review,) = await duties_of(owner, fujian, key, "CLASS_REVIEW")
    assert (review["done_on"], review["cancelled_at"]) == (None, None)
    at(house, "2027-03-01")
    await settled(house, fujian, key)
    assert await standings_of(owner, fujian, key) == {(RURAL, "HELD")}


async def test_children_out_of_scope_are_neither_read_nor_written(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    (key,) = await populate(house, fujian, owner, ZHONGSHAN)
    at(house, "2027-05-10")
    before = await on_file(owner, fujian)
    assert await settled(house, fujian, key, scope=scope(TAIJIANG)) == Settled((), 0)
    assert await settled(house, fujian, key, scope="{}") == Settled((), 0)
    assert await on_file(owner, fujian) == before
    assert (await settled(house, fujian, key, scope=EVERYTHING)).moved == 1
