"""Which documents a tenant trusts: read when their version changed, kept by each process, found by their hashes."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import asyncpg
import orjson

from api.guard import Sent
from api.identity import PLATFORM
from policies.caller import Caller
from schema.admission import NotAdmitted
from schema.faulty import FaultyDocument
from tenants.errors import TenancyError
from tenants.house import House
from tenants.registry import Login, Tenant

LOG = logging.getLogger("tonghu.trusted")
FRESH = 5.0  # seconds that a process believes what it read
AGAIN = 1.0  # seconds after which it looks again for a hash that it does not know

_VERSION = 'SELECT coalesce(max(version), 0) FROM "{schema}".trusted_set'
_ALL = """
SELECT json_build_object('version', version, 'demanded', demanded, 'documents', (
  SELECT coalesce(json_object_agg(hash, body ORDER BY added, hash), '{{}}') FROM "{schema}".trusted_document
  WHERE removed IS NULL))::text
FROM "{schema}".trusted_set ORDER BY version DESC LIMIT 1
"""


@dataclass(frozen=True)
class Trust:
    """What a tenant trusts at a version, texts by hash; `demanded`: it answers no others. 0: nothing was said."""

    version: int = 0
    demanded: bool = False
    documents: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Trusted:
    """What one process knows of all tenants; `told` hears of a tenant whose documents are others by now."""

    house: House
    told: Callable[[Tenant, Trust], Awaitable[object]] | None = None
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[float, Trust]] = field(default_factory=dict)
    _telling: set[asyncio.Task[object]] = field(default_factory=set)

    async def of(self, tenant: Tenant, *, within: float = FRESH) -> Trust:
        """Give what a tenant trusts, as it was at most so many seconds ago. Raises as `House.read` does."""
        read_at, known = self._kept.get(tenant.schema, (float("-inf"), Trust()))
        now = self.clock()
        if now - read_at < within:
            return known
        if tenant.schema in self._kept:
            self._kept[tenant.schema] = (now, known)  # others go on with it meanwhile
        version = await self.house.read(tenant, Login.AREA, _VERSION.format(schema=tenant.schema), ())
        if version != known.version:
            text = await self.house.read(tenant, Login.AREA, _ALL.format(schema=tenant.schema), ())
            known = Trust(**orjson.loads(text))
            if self.told is not None:
                task = asyncio.ensure_future(self.told(tenant, known))
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)
        self._kept[tenant.schema] = (now, known)
        return known

    async def learn(self) -> None:
        """Read what every tenant trusts, at the start of a process."""
        try:
            known = await self.house.tenants()
        except TenancyError as error:
            LOG.warning("what tenants trust could not be read: %s", type(error).__name__)
            return
        for tenant in known:
            if tenant.active:
                try:
                    await self.of(tenant)
                except (TenancyError, asyncpg.PostgresError) as error:  # the first request reads it
                    LOG.warning("what %s trusts could not be read: %s", tenant.code, type(error).__name__)

    async def found(self, caller: Caller, sent: Sent) -> Sent:
        """Give a request with the text of its document; raises NotAdmitted for one that is not to be had."""
        trust = await self._of_caller(caller, sent.document)
        if sent.document is not None and not sent.query:
            text = trust.documents.get(sent.document)
            if text is None:
                raise _refused(caller, *_UNKNOWN)
            return replace(sent, query=text)
        if sent.document is not None or trust.demanded:
            own = hashlib.sha256(sent.query.encode()).hexdigest()
            if sent.document not in (None, own):
                raise _refused(caller, *_ANOTHER)
            if trust.demanded and own not in trust.documents:
                raise _refused(caller, *_DEMANDED)
        return sent

    async def _of_caller(self, caller: Caller, document: str | None) -> Trust:
        tenant = None if caller.tenant == PLATFORM else await self.house.tenant(caller.tenant)
        if tenant is None:
            return Trust()
        trust = await self.of(tenant)
        if document is None or document in trust.documents:
            return trust
        return await self.of(tenant, within=AGAIN)


_UNKNOWN = ("BAD_USER_INPUT", "没有登记此查询（documentId）", "No such document is trusted (documentId)")
_ANOTHER = ("BAD_USER_INPUT", "查询与其哈希不符", "The document is not the one of its hash")
_DEMANDED = ("FORBIDDEN", "本租户只接受已登记的查询", "This tenant answers trusted documents alone")


def _refused(caller: Caller, code: str, zh: str, en: str) -> NotAdmitted:
    return NotAdmitted(caller, [FaultyDocument(code, zh, en)])
