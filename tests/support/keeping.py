"""Keeping in a scene: terms, holds, erasures, and the worker's night."""

from typing import Any
from uuid import UUID

import asyncpg

from care.actions.archive_files import archive_files
from care.actions.close_child_file import CloseChildFile, close_child_file
from care.actions.decide_erasure import DecideErasure, decide_erasure
from care.actions.register_child import register_child
from care.actions.request_erasure import RequestErasure, request_erasure
from policies.caller import Caller
from records.codes import ErasureRequester, FileClosing, Role
from tests.schema.mutations.documents import CLOSE_CHILD_FILE, REOPEN_CHILD_FILE, mutation
from tests.support.desks import GULOU, Do, caller
from tests.support.forms import a_child
from tests.support.glass import Payload
from tests.support.places import NOW
from tests.support.scenes import Scene

COLLEAGUE = caller(Role.COUNTY_OFFICER, GULOU, subject="colleague@fujian")
HOLD = "legalHold { id version ground reason until lasts setBy liftedBy liftedBecause child { id } viewerCan }"
ERASURE = (
    "erasure { id version status requester askedOn reason requestedBy decidedBy decidedAt note digest"
    " erased { table count } child { id } division { code } viewerCan }"
)
DOCUMENTS = {
    "setRetentionTerm": mutation("setRetentionTerm", "retentionTerm { id months reason setBy }"),
    "setLegalHold": mutation("setLegalHold", HOLD),
    "liftLegalHold": mutation("liftLegalHold", HOLD),
    "requestErasure": mutation("requestErasure", ERASURE),
    "decideErasure": mutation("decideErasure", ERASURE),
}
_VERSION = "query($id: ID!) { child(id: $id) { version } }"


async def keep(here: Scene, name: str, who: Role | Caller = Role.COUNTY_OFFICER, **given: Any) -> Payload:
    """Send one of the mutations of keeping; gives its payload."""
    payload: Payload = (await here.ask(DOCUMENTS[name], who, input=given))[name]
    return payload


async def kept(here: Scene, name: str, who: Role | Caller = Role.COUNTY_OFFICER, **given: Any) -> Payload:
    """Send one that is not refused; gives what was written."""
    payload = await keep(here, name, who, **given)
    assert payload.pop("userErrors") == [], payload
    payload.pop("warnings")
    (written,) = payload.values()
    found: Payload = written
    return found


async def close(here: Scene, child: str, **facts: Any) -> Payload:
    """Close the file of a child that moved away, or take another step; gives the payload."""
    version = (await here.ask(_VERSION, id=child))["child"]["version"]
    given = {"id": child, "version": version, "reason": "MOVED_AWAY", "explanation": "全家迁往外省", **facts}
    payload: Payload = (await here.ask(CLOSE_CHILD_FILE, input=given))["closeChildFile"]
    return payload


async def reopen(here: Scene, child: str, who: Role | Caller = Role.COUNTY_OFFICER) -> Payload:
    """Open a file again; gives the payload."""
    version = (await here.ask(_VERSION, id=child))["child"]["version"]
    given = {"id": child, "version": version, "explanation": "全家迁回"}
    payload: Payload = (await here.ask(REOPEN_CHILD_FILE, who, input=given))["reopenChildFile"]
    return payload


async def archive(here: Scene, size: int = 200) -> int:
    """Let the worker do one part of archiving in the scene's night; gives how many files."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        return await archive_files(work, size=size)


async def closed(do: Do, owner: asyncpg.Connection, explanation: str = "全家迁往外省", **facts: Any) -> UUID:
    """Register a child in the database of the one child, and close its file; gives its key."""
    child = await do(register_child, a_child(**facts))
    version = await owner.fetchval("SELECT version FROM t_fujian.child WHERE id = $1", child)
    return await do(close_child_file, CloseChildFile(child, version, FileClosing.MOVED_AWAY, explanation=explanation))


async def erased(do: Do, child: UUID, reason: str = "监护人书面申请") -> UUID:
    """Ask for the erasure of a child, and follow the request as a colleague; gives the request's key."""
    request = await do(request_erasure, RequestErasure(child, ErasureRequester.GUARDIAN, NOW.date(), reason))
    return await do(decide_erasure, DecideErasure(request, 1, erase=True), COLLEAGUE)
