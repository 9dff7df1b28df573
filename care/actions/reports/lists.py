"""Who reads a report or case by name: whoever reported, and who acts for a recipient or party, now or later.

An entry's ground tells the two apart: what was given for a role goes with the role.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, any_, delete, false, not_, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from care.actions.common.sight import opened
from care.actions.reports.offices import Holder
from care.divisions.scope import ranges
from care.duties.reports.offices import BY_ORGANISATION, OFFICES
from policies.scope import EVERYTHING
from records.access import access_link, role_assignment
from records.case import care_case, case_party, conference_decision
from records.child import child
from records.codes import Role
from records.placement import placement
from records.report import report, report_child, report_recipient
from records.trainee import trainee
from tenants.work import Work

OWN, ADDRESSED = "own", "addressed"
_BY_PLACE = frozenset({Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER})
_NOT_NAMED = _BY_PLACE | {Role.INTEGRATOR}  # in a case: they see it by place, or not at all
FOREVER: Final = datetime(9999, 12, 31, tzinfo=UTC)


async def list_own(work: Work, key: UUID, subject: str) -> None:
    """Let whoever reported see the report again; of its children this says nothing."""
    await _list(work, [_entry(Holder(subject, None), "report", key, OWN)])


async def list_addressed(work: Work, key: UUID, readers: Iterable[Holder], children: Iterable[UUID]) -> None:
    """Let those who act for a recipient see the report, and of its children what their role may see."""
    about = list(children)
    await _list(work, [entry for one in readers for entry in _addressed(one, key, about)])


async def list_case(work: Work, key: UUID, about: UUID | None, readers: Sequence[Holder]) -> None:
    """Let those to whom a case was given see it, and of its child (None: who sees it anyhow) what their role may."""
    entries = [_entry(one, "case", key, ADDRESSED) for one in readers]
    children = [] if about is None else [_entry(one, "child", about, ADDRESSED) for one in readers]
    await _list(work, entries + children)


async def list_for_role(
    work: Work, holder: Holder, role: Role, division: int | None, organisation_id: UUID | None
) -> None:
    """Let somebody who got a role see the open reports that are addressed to whom it acts for.

    Supervisors and county officers oversee places, and see the reports there without a list. Cases that are not closed
    are listed in the same way: those given to the organisation, and those whose decisions name the post.
    """
    await _list_cases_for_role(work, holder, role, division, organisation_id)
    mine = [recipient for recipient, office in OFFICES.items() if role in office.roles]
    if not mine or role in _BY_PLACE:
        return
    to = report_recipient.c
    reached = to.organisation_id == organisation_id if organisation_id else false()
    if role not in BY_ORGANISATION and division:
        inside = [
            and_(report.c.occurred_division >= first, report.c.occurred_division < end)
            for first, end in ranges([division])
        ]
        passed_over = to.recipient == any_(to.instead_of)
        reached = or_(reached, and_(to.recipient.in_(mine), not_(passed_over), or_(*inside)))
    person = select(trainee.c.id).where(trainee.c.subject == holder.subject, trainee.c.id == any_(report.c.implicated))
    open_ones = (report.c.closed_at.is_(None), ~person.correlate(report).exists())
    asked = select(report.c.id).join(report_recipient).where(reached, *open_ones).distinct()
    async with opened(work, EVERYTHING):
        children: dict[UUID, list[UUID]] = {row["id"]: [] for row in await work.all(asked)}
        about = select(report_child.c.report_id, report_child.c.child_id).where(report_child.c.report_id.in_(children))
        for row in await work.all(about):
            children[row["report_id"]].append(row["child_id"])
    await _list(work, [entry for key, some in children.items() for entry in _addressed(holder, key, some)])


async def _list_cases_for_role(
    work: Work, holder: Holder, role: Role, division: int | None, organisation_id: UUID | None
) -> None:
    if role in _NOT_NAMED:
        return
    person = select(trainee.c.id).where(
        trainee.c.subject == holder.subject, trainee.c.id == any_(care_case.c.implicated)
    )
    running = (care_case.c.closed_at.is_(None), ~person.correlate(care_case).exists())
    given = select(case_party.c.case_id).where(case_party.c.organisation_id == organisation_id)
    placed = select(placement.c.case_id).where(
        placement.c.organisation_id == organisation_id, placement.c.ends_on.is_(None)
    )
    decided = select(conference_decision.c.case_id).where(
        conference_decision.c.post == role.value, conference_decision.c.done_on.is_(None)
    )
    of_organisation = or_(care_case.c.id.in_(given), care_case.c.id.in_(placed))
    of_post = and_(care_case.c.id.in_(decided), child.c.division == division)
    mine = of_organisation if organisation_id else of_post
    asked = select(care_case.c.id, care_case.c.child_id).join(child).where(mine, *running)
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
    for row in rows:
        await list_case(work, row["id"], row["child_id"] if organisation_id else None, [holder])


async def unlist(work: Work, subject: str) -> None:
    """Take back what somebody was listed for by their roles, and list anew what the roles still held give."""
    held = role_assignment.c
    valid = select(held.role, held.division, held.organisation_id, held.until).where(
        held.subject == subject,
        held.revoked_at.is_(None),
        held.valid_from <= work.now,
        or_(held.until.is_(None), held.until > work.now),
    )
    async with opened(work, EVERYTHING):
        mine = delete(access_link).where(access_link.c.subject == subject, access_link.c.classes == [ADDRESSED])
        await work.run(mine)
        rows = await work.all(valid)
    for row in rows:
        holder = Holder(subject, row["until"])
        await list_for_role(work, holder, Role[row["role"]], row["division"], row["organisation_id"])


def _addressed(holder: Holder, key: UUID, children: Iterable[UUID]) -> list[dict[str, Any]]:
    about = (_entry(holder, "child", child, ADDRESSED) for child in children)
    return [_entry(holder, "report", key, ADDRESSED), *about]


def _entry(holder: Holder, kind: str, key: UUID, ground: str) -> dict[str, Any]:
    until = holder.until or FOREVER
    return {"subject": holder.subject, "kind": kind, "object": key, "classes": [ground], "until": until}


async def _list(work: Work, entries: list[dict[str, Any]]) -> None:
    # Children may live elsewhere than the report's place, so the list is written beyond the scope, bound by its keys.
    unique = {(one["subject"], one["kind"], one["object"]): one for one in entries}
    async with opened(work, EVERYTHING):
        await work.many(upsert(access_link).on_conflict_do_nothing(), list(unique.values()))
