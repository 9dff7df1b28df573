"""Messages to phones: what was gathered of the log goes to each tenant's gateway, a few at a time."""

import logging
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg

from alerts.messages import message
from alerts.outgoing import Post, outgoing
from alerts.signing import sign
from alerts.texting.queue import Gateway, Message, drop, hold, number_of, numbers_of, put_off, settle, take, waiting
from alerts.texting.text import text
from care.actions.escalation.steps import worker
from care.divisions.tree import level_of
from jobs.job import Job
from jobs.kinds import PROMPT, Jobs, Kind, Source
from jobs.outcome import Outcome, described
from policies.audit import audit
from records.codes import AlertKind
from schema.acting import acting_now
from schema.execute import execute
from schema.ids import format_id, split_id
from tenants.errors import NotActive, PoolExhausted, Unreachable
from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.messages")
NAME: Final = "messages.send"
LOOK: Final = 2.0  # seconds between two looks at a tenant
_SEEN: Final = """query($ids: [ID!]!) { nodes(ids: $ids) { id
  ... on Alert { subject { ... on Digest { id } } } } }"""
_MOST: Final = 100  # events of one message that are asked for: what many more tell is told by these


def messages(post: Post) -> Jobs:
    """Make jobs of what waits to be sent: one for each tenant that has something due; `post` sends for all of them."""

    async def send(house: House, tenant: Tenant, _key: str) -> int:
        return await send_messages(house, post, tenant)

    return Jobs([Kind(NAME, send, PROMPT)], [Source(_due, every=LOOK)])


async def send_once(house: House) -> list[Outcome]:
    """Send what waits in each active tenant now; one tenant's trouble stops no other."""
    async with outgoing(house.outgoing_allow) as post:
        return [await _tried(house, post, tenant) for tenant in await house.tenants() if tenant.active]


async def send_messages(house: House, post: Post, tenant: Tenant) -> int:
    """Send a tenant's gateway what is due, one message after the other; gives how many it took.

    What the person may see is asked before each: what it sees no more is dropped. The first that the gateway does not
    take ends the round, and the others wait; one that could not be made counts as tried, and holds up none. Sent at
    least once, by the same id each time. Raises as `House.work` does.
    """
    async with house.work(tenant) as work:
        taken = await take(work)
    if taken is None:
        return 0
    gateway, found = taken
    sent = 0
    for taken_one in found:
        async with house.work(tenant) as work:
            one = await hold(work, taken_one)
        if one is None:
            continue
        try:
            outcome = await _sent(house, post, tenant, gateway, one)
        except (NotActive, PoolExhausted, Unreachable, asyncpg.PostgresError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever is wrong with one message must not stop the others)
            LOG.warning("租户 %s 的一条短信未能生成 / a message was not made: %s", tenant.code, described(error))
            async with house.work(tenant) as work:
                await put_off(work, one, {"fault": described(error)})
            continue
        if outcome is False:
            break
        sent += bool(outcome)
    return sent


async def _sent(house: House, post: Post, tenant: Tenant, gateway: Gateway, one: Message) -> bool | None:
    """Send one message; tells whether it was taken, None where there was none to send."""
    seen = await _seen(house, tenant, one)
    async with house.work(tenant) as work:
        number = await number_of(work, one.subject) if seen else None
        if number is None:
            await drop(work, one)
            return None
        await audit(work, worker(work), "message:send", object=one.id, kind="message", fields=("phone",))
        counts = {"count": len(seen)}
        if one.kind is AlertKind.DAILY_DIGEST:
            counts |= await numbers_of(work, seen[-1])
    level, at = level_of(one.division), datetime.now(UTC)
    told: dict[str, Any] = {"to": number, "level": level.value, **counts, "text": text(one.kind, level, counts)}
    body = message(one.kind.value, at, told)
    reply = await post(gateway.url, body, sign([gateway.key], format_id("message", one.id), at, body))
    async with house.work(tenant) as work:
        return await settle(work, gateway, one, reply)


async def _seen(house: House, tenant: Tenant, one: Message) -> list[Any]:
    """Give the keys of the events, or of the digests, that the person still sees in the role that is told."""
    caller = await acting_now(house, tenant, one.subject, one.role, "zh")
    if caller is None:
        return []
    ids = [format_id("alert", key) for key in one.events[-_MOST:]]
    answer = await execute(house, tenant, caller, _SEEN, variables={"ids": ids})
    if "errors" in answer:
        raise RuntimeError("alerts could not be read")
    found = [node for node in answer["data"]["nodes"] if node is not None]
    if one.kind is AlertKind.DAILY_DIGEST:
        found = [node["subject"] for node in found if node["subject"] is not None]
    keys = [split_id(node["id"]) for node in found]
    return [key[1] for key in keys if key is not None]


async def _due(house: House) -> list[Job]:
    found = []
    for tenant in await house.tenants():
        if tenant.active:
            try:
                async with house.work(tenant) as work:
                    found += [Job(NAME, tenant.code)] if await waiting(work) else []
            except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
                LOG.warning("租户 %s 的短信未能查看 / messages were not looked at: %s", tenant.code, described(error))
    return found


async def _tried(house: House, post: Post, tenant: Tenant) -> Outcome:
    try:
        return Outcome(tenant.code, NAME, await send_messages(house, post, tenant))
    except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
        return Outcome(tenant.code, NAME, 0, described(error))
