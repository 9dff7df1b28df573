"""What an endpoint gets is what its owner may see when it is sent: nothing of others, nothing once access has ended."""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import insert, update

from alerts.outbox import announce
from alerts.sequence import sequence
from api.local import local, whole
from care.actions.apply_policy import ApplyPolicy, apply_policy
from jobs.webhooks import deliver_once
from records.access import access_link
from records.child import child
from records.codes import Role
from schema.webhook_events import NotShownError
from tenants.house import House
from tenants.registry import Tenant
from tests.support.hooks import WHO, Hooks, answer, got, hooks, message, scripted
from tests.support.places import GULOU, NOW, TAIJIANG, put_child
from tests.support.receivers import OK
from tests.support.serving import appoint

CHILD = "{ id kind subject { ... on Child { name address } } }"
REVOKED = "UPDATE t_fujian.role_assignment SET revoked_at = $1"


async def owned_by(desk: Hooks, subject: str, role: Role) -> None:
    """Let the endpoint be somebody else's."""
    await desk.owner.execute("UPDATE t_fujian.webhook SET subject = $1, role = $2", subject, role.value)


async def registered(desk: Hooks, tenant: Tenant, county: int = GULOU) -> str:
    """Register a child of a county, with its event; gives its key."""
    async with desk.house.work(tenant, scope="{(,)}") as work:
        key = await put_child(work, division=county)
        await work.run(update(child).where(child.c.id == key).values(address="幸福路1号"))
        await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=key, division=county)
    async with desk.house.work(tenant) as work:
        await sequence(work)
    return str(key)


async def apply(house: House, tenant: Tenant, text: str) -> None:
    caller = local(tenant, Role.TENANT_ADMIN, house.clock())
    async with house.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
        await apply_policy(work, caller, ApplyPolicy(text))


async def test_what_waits_is_dropped_when_the_role_is_revoked_and_nothing_new_is_sent(desk: Hooks) -> None:
    async with scripted(answer(500), OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        await desk.deliver(made)
        await desk.owner.execute(REVOKED, NOW)
        await desk.later()
        await desk.tell()
        assert await desk.deliver(made) == 0
        assert await desk.states() == [("DROPPED", "ACCESS_ENDED", 1)]
        await appoint(desk.house, desk.tenant, WHO, Role.INTEGRATOR, GULOU)
        await desk.tell()
        assert await desk.deliver(made) == 1
        numbers = [message(one)["data"]["sequence"] for one in got(receiver)]
    assert numbers == ["1", "3"]  # 2 happened while it had no access


async def test_what_waits_is_dropped_when_the_policies_hide_it(desk: Hooks, house: House, fujian: Tenant) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with scripted(answer(500), OK) as receiver:
        made = await desk.register(receiver.url)
        await owned_by(desk, "county@fujian", Role.COUNTY_OFFICER)
        await registered(desk, fujian)
        await desk.deliver(made)
        await apply(house, fujian, "p, COUNTY_OFFICER, fujian, child, area, deny\n")
        await desk.later()
        assert await desk.deliver(made) == 0
    assert (await desk.states(), len(got(receiver))) == ([("DROPPED", "OUT_OF_SIGHT", 1)], 1)


async def test_what_is_selected_is_what_the_owner_may_read_when_it_is_sent(
    desk: Hooks, house: House, fujian: Tenant
) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with scripted(answer(500), OK) as receiver:
        made = await desk.register(receiver.url, selection=CHILD)
        await owned_by(desk, "county@fujian", Role.COUNTY_OFFICER)
        await registered(desk, fujian)
        await desk.deliver(made)
        await apply(house, fujian, "p, COUNTY_OFFICER, fujian, child:location, show, deny\n")
        await desk.later()
        await desk.deliver(made)
    whole_one, thinned = (message(one)["data"] for one in got(receiver))
    assert whole_one["subject"] == {"name": "陈小明", "address": "幸福路1号"}
    assert thinned == {**whole_one, "subject": {"name": "陈小明", "address": None}}
    trail = await desk.owner.fetch("SELECT subject, role, fields FROM t_fujian.audit_event WHERE action = 'child:read'")
    assert [(row["subject"], row["role"]) for row in trail] == [("county@fujian", "COUNTY_OFFICER")] * 2


async def test_what_waits_of_a_granted_child_is_dropped_when_the_grant_ends(
    desk: Hooks, house: House, fujian: Tenant
) -> None:
    await appoint(house, fujian, "worker@partner", Role.PARTNER_WORKER, GULOU)
    async with scripted(answer(500), OK) as receiver:
        made = await desk.register(receiver.url)
        await owned_by(desk, "worker@partner", Role.PARTNER_WORKER)
        granted = await registered(desk, fujian)
        await registered(desk, fujian)  # another child, which nobody granted
        link = {"subject": "worker@partner", "kind": "child", "object": granted, "ground": "", "classes": []}
        async with house.work(fujian, scope="{(,)}") as work:
            await work.run(insert(access_link).values(**link, until=NOW + timedelta(days=9)))
        await desk.deliver(made)
        await desk.owner.execute("UPDATE t_fujian.access_link SET until = $1", NOW)
        await desk.later()
        assert await desk.deliver(made) == 0
    assert [message(one)["data"]["subject"]["id"] for one in got(receiver)] == [f"child_{granted}"]
    assert await desk.states() == [("DROPPED", "OUT_OF_SIGHT", 1)]


async def test_what_happens_elsewhere_is_not_sent(
    desk: Hooks, house: House, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await appoint(house, desk.tenant, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with hooks(house, jilin, owner) as other, scripted() as here, scripted() as there:
        await desk.register(here.url)
        other.caller = replace(other.caller, tenant="jilin")
        payload = await other.do("registerWebhook", url=there.url)
        assert payload["webhook"]["state"] == "ACTIVE"
        await owned_by(desk, "county@fujian", Role.COUNTY_OFFICER)
        await registered(desk, desk.tenant, TAIJIANG)
        await registered(desk, desk.tenant)
        await other.tell(2)
        outcomes = await deliver_once(house)
    assert sorted((one.tenant, one.done, one.fault) for one in outcomes) == [("fujian", 1, None), ("jilin", 2, None)]
    assert (len(got(here)), len(got(there))) == (1, 2)


async def test_what_cannot_be_read_just_now_waits_and_counts_as_no_try(desk: Hooks, owner: asyncpg.Connection) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        await desk.deliver(made)
        await desk.do("replayWebhook", webhookId=made["webhook"]["id"], fromSequence="1")
        await owner.execute("ALTER TABLE platform.divisions RENAME TO gone")
        with pytest.raises(NotShownError):
            await desk.deliver(made)
        await owner.execute("ALTER TABLE platform.gone RENAME TO divisions")
        assert (await desk.ready(), await desk.states()) == ([], [("PENDING", None, 0)])
        await desk.later()
        assert await desk.deliver(made) == 1


async def test_a_selection_that_is_no_longer_understood_gives_way_to_the_usual_fields(desk: Hooks) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url, selection="{ id }")
        await desk.owner.execute("UPDATE t_fujian.webhook SET selection = '{ id whatWasThereOnce }'")
        await desk.tell()
        await desk.deliver(made)
    (data,) = (message(one)["data"] for one in got(receiver))
    assert set(data) > {"id", "sequence", "kind"}
