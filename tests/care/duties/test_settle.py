"""Settling makes what is derived stand on file, touches nothing else, and loses nothing that was done."""

import re
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from care.actions.apply_rulebook import ApplyRulebook
from care.actions.record_visit import record_visit
from care.actions.review_class import ReviewClass, review_class
from care.duties.settle import Settled, settle
from care.rulebooks.library import JURISDICTIONS
from policies.scope import EVERYTHING
from records.codes import ChildClass, DifficultyCategory, VisitMode
from tenants.house import House
from tenants.registry import Tenant
from tests.support.derived_rows import at, duties_of, on_file, settled, standings_of
from tests.support.desks import SUPERVISOR, ZHONGSHAN
from tests.support.forms import a_visit
from tests.support.lawful import apply, populate, send_parents_away
from tests.support.places import TAIJIANG, scope

RURAL = "RURAL_LEFT_BEHIND"
FUJIAN = ApplyRulebook(("fujian.toml", (JURISDICTIONS / "fujian.toml").read_text()))
RIGHT = {
    "standing": "class, state, source, since, restricted, reasons, citation, layers",
    "duty": "kind, natural_key, base_on, due_at, due_on, closes_on, reasons, restricted, basis, citation, priority",
    "child": "priority, next_due, next_contact_due, next_visit_due, changes_on, file_parts",
}
OPEN = {"standing": "true", "duty": "done_at IS NULL AND cancelled_at IS NULL", "child": "true"}


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


class UndoneError(Exception):
    """The end of what only would be."""


async def would(house: House, tenant: Tenant, key: UUID) -> tuple[Settled, list[list[dict[str, Any]]]]:
    """Tell what settling a child would change, and what would stand on file then; keys of new rows are made up."""
    rows = []
    with suppress(UndoneError):
        async with house.work(tenant, scope=EVERYTHING) as work:
            done = await settle(work, [key])
            for name in ("standing", "difficulty", "key_reason", "entitlement", "duty", "child"):
                found = await work.connection.fetch(f"SELECT * FROM {tenant.schema}.{name} t")
                rows.append(sorted(({**row, "id": None} for row in found), key=str))
            raise UndoneError
    return done, rows


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


async def test_a_class_that_a_category_lets_hold_again_leaves_nothing_to_move(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    (key,) = await populate(house, fujian, owner, ZHONGSHAN)
    for day, holds in (("2026-11-22", True), ("2026-11-23", False), ("2026-11-24", True)):
        at(house, day, "18:00")
        command = ReviewClass(key, holds, date.fromisoformat(day), "走访核实", category=DifficultyCategory.ORPHAN)
        async with house.work(fujian, scope=SUPERVISOR.scope, subject=SUPERVISOR.subject) as work:
            await review_class(work, SUPERVISOR, command)
        before = await on_file(owner, fujian)
        assert await settled(house, fujian, key) == Settled((), 0)
        assert await on_file(owner, fujian) == before
    reviews = await duties_of(owner, fujian, key, "CLASS_REVIEW")
    assert {row["done_on"] for row in reviews} == {date(2026, 11, 24)}


async def test_what_was_not_sent_would_have_changed_nothing(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await left_behind(house, fujian, owner)
    day, chance = date(2026, 11, 20), Random(20261127)  # noqa: S311 (the same steps in every run)
    for number in range(40):
        day += timedelta(days=chance.choice((0, 1, 9, 40)))
        at(house, day.isoformat(), "18:00")
        match chance.randrange(8):
            case 0:
                await come_home(owner, fujian, day.isoformat())
            case 1:
                await owner.execute("UPDATE t_fujian.absence SET until = NULL")
            case 2:
                level = chance.choice(("LOW", "MEDIUM", "HIGH"))
                await owner.execute("UPDATE t_fujian.child SET risk_level = $1", level)
            case 3:
                await judge(house, fujian, key, day.isoformat(), holds=chance.random() < 0.5)
            case 4:
                law = without("contact.maxInterval") if number % 2 else FUJIAN
                await apply(house, fujian, law)
            case late:
                seen_on = day - timedelta(days=(late - 5) * 30)
                await seen(
                    house, fujian, key, seen_on.isoformat(), chance.choice((VisitMode.PHONE, VisitMode.HOUSEHOLD))
                )
        as_it_is = await would(house, fujian, key)
        with monkeypatch.context() as everything:
            everything.setattr("care.duties.settle.stands", lambda *_: False)
            assert await would(house, fujian, key) == as_it_is, number
        await settled(house, fujian, key)
        once = await on_file(owner, fujian)
        assert await settled(house, fujian, key) == Settled((), 0), number
        assert await on_file(owner, fujian) == once, number
    rows = await on_file(owner, fujian)
    assert rows["standing"]
    assert len(rows["duty"]) > 20


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("standing", "layers = '{}'"),
        ("standing", "since = since - 1"),
        ("duty", "due_at = due_at + interval '1 hour'"),
        ("duty", "cancelled_at = now()"),
        ("duty", "reasons = '{ATTEMPTED}'"),
        ("duty", "natural_key = natural_key || '0'"),
        ("child", "changes_on = changes_on + 1"),
        ("child", "file_parts = '{}'"),
        ("child", "next_visit_due = NULL"),
    ],
)
async def test_what_differs_in_any_way_is_put_right(
    house: House, fujian: Tenant, owner: asyncpg.Connection, part: str, change: str
) -> None:
    await left_behind(house, fujian, owner)
    (child,) = (await on_file(owner, fujian))["child"]
    before = await owner.fetch(f"SELECT {RIGHT[part]} FROM t_fujian.{part} WHERE {OPEN[part]} ORDER BY 1, 2")
    assert before
    await owner.execute(f"UPDATE t_fujian.{part} SET {change} WHERE {OPEN[part]}")
    await settled(house, fujian, child["id"])
    after = await owner.fetch(f"SELECT {RIGHT[part]} FROM t_fujian.{part} WHERE {OPEN[part]} ORDER BY 1, 2")
    assert after == before
