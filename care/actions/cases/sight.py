"""Cases that an action is about: by place for who oversees them, by name for whom they were given to."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.findings import Findings, Path, refusal
from care.actions.common.own_labels import OF_CASE
from care.actions.common.sight import beyond_scope, not_found
from care.actions.reports.sight import exactly
from policies.broken_glass import ordinary
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.scope import within
from records.access import access_link
from records.case import care_case
from records.child import child
from tenants.work import Work


@dataclass(frozen=True)
class InHand:
    """A case that is open to the transaction, with its child: both are locked, and both places may be written to."""

    case: asyncpg.Record
    child: asyncpg.Record

    @property
    def key(self) -> UUID:
        """Give the key of the case."""
        found: UUID = self.case["id"]
        return found

    @property
    def of_child(self) -> UUID | None:
        """Give the child whose duties those of the case are; None where the case is overseen from above the village.

        A duty that names its child shows to everybody who oversees the village.
        """
        found: UUID = self.child["id"]
        return found if self.case["division"] == self.child["division"] else None


async def take_case(work: Work, caller: Caller, key: UUID, path: Path = ("caseId",)) -> InHand:
    """Load and lock a running case in sight with its child. Raises `Refused`: NOT_FOUND, CONFLICT for a closed one."""
    one = await see_case(work, caller, key, path)
    if one.case["closed_at"] is not None:
        raise Refused(refusal(ErrorCode.CONFLICT, path, "个案已结案", "is closed", labels=OF_CASE))
    return one


async def see_case(work: Work, caller: Caller, key: UUID, path: Path) -> InHand:
    """Load and lock a case in sight with its child, whether it runs or is closed. Raises `Refused` NOT_FOUND."""
    found = await _in_sight(work, caller, key)
    if found is None:
        raise Refused(not_found(path))
    # The child first, as whoever moves it does.
    children = select(child).where(child.c.id == found["child_id"]).with_for_update()
    (one,) = await beyond_scope(work, children)
    await work.widen(exactly(one["division"]))
    (case,) = await beyond_scope(work, select(care_case).where(care_case.c.id == key).with_for_update())
    await work.widen(exactly(case["division"]))
    return InHand(case, one)


async def reopen_case(work: Work, caller: Caller, key: UUID) -> None:
    """Open the places of a case again, so that a repeated request reads its answer as the first one did."""
    found = await _in_sight(work, caller, key)
    if found is not None:
        asked = select(child.c.division).where(child.c.id == found["child_id"])
        for place in (found["division"], *(row["division"] for row in await beyond_scope(work, asked))):
            await work.widen(exactly(place))


async def running_of(work: Work, caller: Caller, child_id: UUID) -> UUID | None:
    """Give the running case of a child that the caller sees, if there is one."""
    asked = select(care_case.c.id).where(care_case.c.child_id == child_id, care_case.c.closed_at.is_(None))
    for row in await beyond_scope(work, asked.order_by(care_case.c.id)):
        if await _in_sight(work, caller, row["id"]) is not None:
            found: UUID = row["id"]
            return found
    return None


def case_findings() -> Findings:
    """Begin the findings of an input about a case."""
    return Findings(labels=OF_CASE)


async def _in_sight(work: Work, caller: Caller, key: UUID) -> asyncpg.Record | None:
    asked = select(care_case.c.child_id, care_case.c.division).where(care_case.c.id == key)
    match caller.permit.row("case"):
        case RowKind.AREA:
            row = await work.one(asked)
            return row if row is not None and within(work.scope, row["division"]) else None
        case RowKind.LISTED:
            listed = asked.join(access_link, access_link.c.object == care_case.c.id).where(
                access_link.c.subject == caller.subject,
                access_link.c.kind == "case",
                access_link.c.until > work.now,
                ordinary(access_link.c.ground),
            )
            rows = await beyond_scope(work, listed)
            return rows[0] if rows else None
    return None
