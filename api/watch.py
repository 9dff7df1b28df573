"""Ends what stays open when its caller's access changes: token over, role revoked, other places or policies."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import orjson

from api.identity import PLATFORM, Identity
from api.tokens.claims import UnauthenticatedError
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import Refused
from tenants.registry import Login

LOG = logging.getLogger("tonghu.watch")
EVERY = 3.0  # seconds between two looks at the same caller; an end is to show within 5
ABREAST = 8

# What is listed for a caller by name, but for broken glass, which ends by itself within hours and shows nothing here.
_LISTED = """
SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL AND set_config('app.now', $2, true) IS NOT NULL THEN (
  SELECT coalesce(json_agg(DISTINCT g.kind || ' ' || g.object), '[]')::text FROM "{schema}".access_link g
  WHERE g.subject = $1 AND g.until > $2::timestamptz AND g.kind = 'child' AND g.ground NOT LIKE 'breakglass:%'
) END
"""


@dataclass(frozen=True)
class Pass:
    """What somebody came in with, and asks to be let in with again."""

    token: str = field(repr=False)
    role: str | None
    accept_language: str | None
    client: str | None = None


@dataclass(eq=False)
class _Watched:
    """Somebody who was let in: as what, with which children listed, and what is to end with it."""

    caller: Caller
    listed: frozenset[str]
    ends: set[Callable[[], object]]
    seen: float


class Watch:
    """Looks every few seconds whether those who were let in would be let in as the same caller again."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._watched: dict[Pass, _Watched] = {}
        self._task: asyncio.Task[None] | None = None

    async def enter(self, asked: Pass, end: Callable[[], object]) -> Caller:
        """Let somebody in; `end` is called once they would be no more, as the same. Raises as `Identity.caller`."""
        known = self._watched.get(asked)
        if known is None or time.monotonic() - known.seen > EVERY:
            began = time.monotonic()
            caller = await self._asked(asked)
            listed = await self._listed(caller)
            known = self._watched.get(asked)
            if known is None or not _same(known.caller, caller):
                self._over(asked)
                known = self._watched[asked] = _Watched(caller, listed, set(), began)
        known.ends.add(end)
        if self._task is None:
            self._task = asyncio.create_task(self._look())
        return known.caller

    def leave(self, asked: Pass, end: Callable[[], object]) -> None:
        """Watch for somebody no more."""
        known = self._watched.get(asked)
        if known is not None:
            known.ends.discard(end)
            if not known.ends:
                del self._watched[asked]

    async def close(self) -> None:
        """End the watch."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _look(self) -> None:
        abreast = asyncio.Semaphore(ABREAST)

        async def one(asked: Pass, known: _Watched) -> None:
            async with abreast:
                began = time.monotonic()
                if await self._stands(asked, known):
                    known.seen = began
                elif self._watched.get(asked) is known:
                    self._over(asked)

        while True:
            await asyncio.sleep(EVERY)
            await asyncio.gather(*(one(asked, known) for asked, known in list(self._watched.items())))

    def _over(self, asked: Pass) -> None:
        known = self._watched.pop(asked, None)
        for end in list(known.ends) if known else ():
            end()

    async def _stands(self, asked: Pass, known: _Watched) -> bool:
        try:
            caller = await self._asked(asked)
            return _same(known.caller, caller) and known.listed <= await self._listed(caller)
        except (UnauthenticatedError, Refused):
            return False
        except Exception as error:  # noqa: BLE001 (what cannot be read now is read again; without it no event is sent)
            LOG.warning("a caller could not be looked at: %s", type(error).__name__)
            return True

    async def _asked(self, asked: Pass) -> Caller:
        return await self._identity.caller(
            asked.token, role=asked.role, accept_language=asked.accept_language, client=asked.client
        )

    async def _listed(self, caller: Caller) -> frozenset[str]:
        if caller.tenant == PLATFORM or caller.permit.rows is not RowKind.LISTED:
            return frozenset()
        house = self._identity.house
        tenant = await house.tenant(caller.tenant)
        if tenant is None:
            raise UnauthenticatedError("unknown or closed tenant")
        sql, now = _LISTED.format(schema=tenant.schema), house.clock().isoformat()
        text = await house.read(tenant, Login.LINK, sql, (caller.subject, now))
        return frozenset(orjson.loads(text))


def _same(one: Caller, other: Caller) -> bool:
    return one == replace(other, name=one.name, expires=one.expires)
