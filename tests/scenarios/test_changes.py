"""What a phone hears of when it comes back: each change once, in sight or as a tombstone, whatever ran meanwhile."""

import asyncio
import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from alerts.retention import keep_changes
from care.actions.catch_up import catch_up
from policies.caller import Caller
from policies.permits import permit
from policies.source import baseline
from records.access import access_link
from records.child import child as children
from records.codes import Role
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.scenarios.conftest import Stage
from tests.scenarios.test_alerts import MOVE
from tests.support.glass import by_hand
from tests.support.scenes import Scene

CHANGES = """query($since: String, $first: Int) { changes(since: $since, first: $first) { cursor hasMore
  changes { id gone node { __typename id ... on Child { name notes } ... on Visit { mode child { id } } } } } }"""
UPDATE = """mutation($input: UpdateChildInput!) { updateChild(input: $input) {
  child { id } userErrors { code message path } } }"""
CLOSE = """mutation($input: CloseChildFileInput!) { closeChildFile(input: $input) {
  child { id fileStatus } userErrors { code message path } } }"""
REOPEN = """mutation($input: ReopenChildFileInput!) { reopenChildFile(input: $input) {
  child { id } userErrors { code message path } } }"""
BEHIND = """SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint <= max(xact) AS behind
  FROM t_fujian.row_change"""


async def feed(scene: Scene, who: Role | Caller = Role.CHILD_DIRECTOR, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await scene.ask(CHANGES, who, **given))["changes"]
    return found


async def begun(scene: Scene, who: Role | Caller = Role.CHILD_DIRECTOR) -> str:
    found = await feed(scene, who)
    assert (found["changes"], found["hasMore"]) == ([], False)
    cursor: str = found["cursor"]
    return cursor


async def walked(
    scene: Scene, since: str, first: int, who: Role | Caller = Role.CHILD_DIRECTOR
) -> tuple[list[dict[str, Any]], str]:
    changes, more = [], True
    while more:
        found = await feed(scene, who, since=since, first=first)
        assert len(found["changes"]) <= first
        changes += found["changes"]
        since, more = found["cursor"], found["hasMore"]
    return changes, since


async def refused(scene: Scene, who: Caller, **given: Any) -> dict[str, Any]:
    tenant = await scene.house.tenant(scene.tenant)
    answer = await execute(scene.house, tenant, who, CHANGES, variables=given)
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["path"]) == ("BAD_USER_INPUT", ["since"])
    return dict(error)


def of(changes: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in changes if one["id"].startswith(f"{kind}_")]


async def tenant_of(scene: Scene) -> Tenant:
    found = await scene.house.tenant(scene.tenant)
    assert found is not None
    return found


async def test_what_was_written_comes_once_as_it_is_now_and_then_no_more(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    since = await begun(here)
    child = await here.register()
    await here.ask(UPDATE, input={"id": child, "version": 1, "notes": "需要冬衣"})
    visit = (await here.visit(child, "2026-07-01"))["visits"][0]["id"]
    changes, after = await walked(here, since, 100)
    assert len({one["id"] for one in changes}) == len(changes)
    assert all(one["gone"] is None and one["node"]["id"] == one["id"] for one in changes)
    (told,) = of(changes, "child")
    assert told["node"] == {"__typename": "Child", "id": child, "name": "单小明", "notes": "需要冬衣"}
    (visited,) = of(changes, "visit")
    assert visited["node"] == {"__typename": "Visit", "id": visit, "mode": "HOUSEHOLD", "child": {"id": child}}
    assert of(changes, "duty")
    in_parts, _ = await walked(here, since, 2)
    assert sorted(one["id"] for one in in_parts) == sorted(one["id"] for one in changes)
    assert (await walked(here, after, 100))[0] == []
    # The next village hears nothing; who sees sums alone neither.
    neighbour = here.caller(Role.CHILD_DIRECTOR, here.village + 1)
    assert (await feed(here, neighbour, since=await begun(here, neighbour)))["changes"] == []
    assert (await feed(here, Role.PROVINCE_OFFICER, since=await begun(here, Role.PROVINCE_OFFICER)))["changes"] == []


async def test_what_the_night_derives_comes_too(scene: Stage, theatre: House) -> None:
    """No action tells of it: the law of another day makes a duty, or changes one."""
    here = scene("fujian")
    here.at("2026-07-01")
    child = await here.register(birthDate="2010-08-01")
    since = await begun(here)
    here.at("2028-08-02")
    async with theatre.work(await tenant_of(here)) as work:
        assert await catch_up(work)
    changes, _ = await walked(here, since, 100)
    assert {one["id"].partition("_")[0] for one in changes} & {"child", "duty"}
    assert child


async def test_what_left_leaves_a_tombstone_that_says_why(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    moving, closing = await here.register(name="甲一一"), await here.register(name="乙二二", birthDate="2013-02-01")
    visit = (await here.visit(moving, "2026-07-01"))["visits"][0]["id"]
    there = here.caller(Role.CHILD_DIRECTOR, 350103001001)
    since, its = await begun(here), await begun(here, there)
    moved = await here.ask(MOVE, input={"id": moving, "version": 1, "division": "350103001001", "reason": "随父母迁居"})
    assert moved["moveChild"]["userErrors"] == []
    closed = await here.ask(CLOSE, input={"id": closing, "version": 1, "reason": "DECEASED", "on": "2026-07-01"})
    assert closed["closeChildFile"]["userErrors"] == []
    changes, after = await walked(here, since, 3)
    gone = {one["id"]: one["gone"] for one in changes if one["node"] is None}
    assert (gone[moving], gone[visit], gone[closing]) == ("MOVED_AWAY", "MOVED_AWAY", "CLOSED")
    assert not [one for one in changes if one["node"] is not None and one["gone"] is not None]
    came, _ = await walked(here, its, 3, there)
    assert {moving, visit} <= {one["id"] for one in came if one["node"]}
    assert not [one for one in came if one["gone"]]
    again = {"id": closing, "version": 2, "explanation": "误结案"}
    reopened = await here.ask(REOPEN, input=again)
    assert reopened["reopenChildFile"]["userErrors"] == []
    back, _ = await walked(here, after, 100)
    assert [one["node"]["name"] for one in of(back, "child")] == ["乙二二"]


async def test_what_is_listed_by_name_comes_and_goes_by_the_list_and_by_the_clock(scene: Stage, theatre: House) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    one, other = await here.register(name="甲一一"), await here.register(name="乙二二", birthDate="2013-02-01")
    volunteer = here.caller(Role.VOLUNTEER)
    since = await begun(here, volunteer)
    now = theatre.clock()
    async with theatre.work(await tenant_of(here), scope="{(,)}") as work:
        for child, days in ((one, 2), (other, 9)):
            link = {"subject": volunteer.subject, "kind": "child", "object": UUID(child[6:]), "classes": []}
            await work.run(insert(access_link).values(**link, ground="test", until=now + timedelta(days=days)))
    changes, since = await walked(here, since, 1, volunteer)
    assert {change["id"]: change["node"]["id"] for change in changes} == {one: one, other: other}
    await here.ask(UPDATE, input={"id": other, "version": 1, "notes": "需要冬衣"})
    changes, since = await walked(here, since, 1, volunteer)
    assert [change["id"] for change in changes] == [other]
    here.at("2026-07-04")
    changes, since = await walked(here, since, 1, volunteer)
    assert [(change["id"], change["gone"]) for change in changes] == [(one, "NOT_MINE")]
    async with theatre.work(await tenant_of(here), scope="{(,)}") as work:
        await work.connection.execute("DELETE FROM t_fujian.access_link WHERE object = $1", UUID(other[6:]))
    changes, since = await walked(here, since, 1, volunteer)
    assert [(change["id"], change["gone"]) for change in changes] == [(other, "NOT_MINE")]
    assert (await walked(here, since, 1, volunteer))[0] == []


async def test_a_slow_transaction_is_not_missed_and_nothing_comes_twice(scene: Stage, theatre: House) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    slow, *quick = [await here.register(name=f"甲{n}", birthDate=f"201{at}-03-04") for at, n in enumerate("一二三四五")]
    since = await begun(here)
    heard: list[str] = []

    async def touch(work: Any, child: str) -> None:
        await work.run(update(children).where(children.c.id == UUID(child[6:])).values(notes="见面"))

    async with theatre.work(await tenant_of(here), scope="{(,)}") as work:
        await touch(work, slow)
        for child in quick[:2]:
            async with theatre.work(await tenant_of(here), scope="{(,)}") as another:
                await touch(another, child)
        changes, since = await walked(here, since, 1)
        heard += [one["id"] for one in changes]
        assert sorted(heard) == sorted(quick[:2])
        page = await feed(here, since=since, first=1)  # nothing new, and the slow one still runs
        assert page["changes"] == []
        for child in quick[2:]:
            async with theatre.work(await tenant_of(here), scope="{(,)}") as another:
                await touch(another, child)
        page = await feed(here, since=page["cursor"], first=1)  # the first of two, before the slow one commits
        assert page["hasMore"]
    rest, after = await walked(here, page["cursor"], 1)
    assert sorted([one["id"] for one in [*page["changes"], *rest]]) == sorted(quick[2:])
    last, after = await walked(here, after, 1)
    assert [one["id"] for one in last] == [slow]
    assert (await walked(here, after, 1))[0] == []


async def test_a_cursor_serves_its_holder_alone_as_long_as_their_rights_and_the_notes_last(
    scene: Stage,
) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    director = here.caller(Role.CHILD_DIRECTOR)
    since = await begun(here)
    await here.register()
    forged = base64.urlsafe_b64encode(bytes(16) + base64.urlsafe_b64decode(since)[16:]).decode()
    for wrong in (
        "",
        "nonsense",
        "中文",
        since[:-4],
        forged,
        "A" * 9000,
    ):
        await refused(here, director, since=wrong)
    await refused(here, here.caller(Role.CHILD_DIRECTOR, here.village + 1), since=since)
    await refused(here, here.caller(Role.CHILD_DIRECTOR, subject="another@fujian"), since=since)
    assert "重新" in (await refused(here, here.caller(Role.VILLAGE_COMMITTEE), since=since))["message"]
    narrowed = permit(baseline(), Role.CHILD_DIRECTOR, "fujian")
    kinds = {**narrowed.kinds, "visit": narrowed.row("viewer").__class__("none")}
    await refused(here, replace(director, permit=replace(narrowed, kinds=kinds)), since=since)
    assert (await feed(here, since=since))["changes"]


async def test_changes_that_are_not_kept_any_more_are_not_passed_over_in_silence(
    scene: Stage, theatre: House, theatre_url: str
) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    since = await begun(here)
    await here.register()
    while (await by_hand(theatre_url, BEHIND))[0]["behind"]:  # noqa: ASYNC110 (others of this server are at work)
        await asyncio.sleep(0.05)
    later = await begun(here)
    await by_hand(theatre_url, "UPDATE t_fujian.row_change SET at = now() - interval '91 days'")
    async with theatre.work(await tenant_of(here)) as work:
        assert await keep_changes(work, 90) > 0
    await refused(here, here.caller(Role.CHILD_DIRECTOR), since=since)
    assert (await feed(here, since=later))["changes"] == []
