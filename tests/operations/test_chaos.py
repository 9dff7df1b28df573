"""Processes are killed in random order while provinces work: nobody loses an event, gets one twice, or one of others.

TONGHU_CHAOS_SECONDS makes it last longer than in CI, TONGHU_CHAOS_SEED repeats an order:

    TONGHU_CHAOS_SECONDS=240 uv run pytest tests/operations/test_chaos.py -s
"""

import asyncio
import os
import random
import sys
import time
from itertools import chain, count
from secrets import randbelow

import pytest

from tests.support.crowd import crowd, people
from tests.support.endpoints import desks
from tests.support.fleet import Fleet, fleet
from tests.support.mortal import Mortal, mortal
from tests.support.nats import Nats, nats

pytestmark = pytest.mark.debian
VICTIMS = ("node", "worker", "leader", "nats", "postgres")
TENANTS = ("fujian", "jilin", "shanxi", "yunnan")
SECONDS = float(os.environ.get("TONGHU_CHAOS_SECONDS", "20"))
SEED = int(os.environ.get("TONGHU_CHAOS_SEED", randbelow(10**6)))


async def test_nothing_is_lost_doubled_or_told_to_the_wrong_whatever_is_killed() -> None:
    say(f"TONGHU_CHAOS_SEED={SEED}")
    async with mortal(people(*TENANTS)) as server:
        with nats(server.folder) as bus:
            bus.start()
            settings = {"TONGHU_NATS_URL": bus.url, "TONGHU_OUTGOING_ALLOW": "127.0.0.0/8"}
            async with fleet(server.url, server.folder, **settings) as here:
                await here.begin(nodes=2, workers=1)
                async with crowd(here, 50, *TENANTS, pace=0.3) as gathered, desks(here, *TENANTS) as receivers:
                    async with gathered.writing():
                        kills = await _chaos(here, server, bus)
                        await here.ready()
                    saved = await gathered.judge(60)
                    messages = await receivers.judge(60)
    say(f"{kills} kills, {saved} schools and reports, {messages} messages to endpoints")


async def _chaos(here: Fleet, server: Mortal, bus: Nats) -> int:
    """Kill for so many seconds, and each at least once; none comes again before all others did; gives how many fell."""
    dice, ends, fallen = random.Random(SEED), time.monotonic() + SECONDS, 0  # noqa: S311 (an order, no secret)

    async def kill(victim: str) -> None:
        match victim:
            case "node":
                here.nodes[dice.choice(list(here.nodes))].kill()
            case "worker":
                dice.choice(here.workers).kill()
            case "leader":
                leader = await here.leader(dice.choice(TENANTS))
                if leader is not None:  # nobody leads just after another one fell
                    leader.kill()
            case "nats":
                bus.kill(lose=dice.random() < 0.5)
                await asyncio.sleep(dice.uniform(0, 2))
                await asyncio.to_thread(bus.start)
            case "postgres":
                server.kill()
                await asyncio.sleep(dice.uniform(0, 1))
                await asyncio.to_thread(server.start)

    rounds = (dice.sample(VICTIMS, len(VICTIMS)) for _ in count())
    for victim in chain.from_iterable(rounds):
        if fallen >= len(VICTIMS) and time.monotonic() > ends:
            break
        say(f"{ends - time.monotonic():.0f} s left: {victim}")
        await kill(victim)
        fallen += 1
        await asyncio.sleep(dice.uniform(0.2, 2))
    return fallen


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
