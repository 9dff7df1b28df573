"""The register behind the recipients: which organisation is meant in a place, who acts for it, who is implicated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import or_, select

from care.actions.common.sight import beyond_scope
from care.divisions.tree import chain, level_of
from care.duties.reports.offices import BY_ORGANISATION, OFFICES, Office
from records.access import role_assignment
from records.codes import AdminLevel, Department, OrganisationKind, ReportRecipient, Role, TraineePost
from records.organisation import organisation
from records.trainee import trainee
from tenants.work import Work

_LEVELS = (AdminLevel.VILLAGE, AdminLevel.TOWNSHIP, AdminLevel.COUNTY)


@dataclass(frozen=True)
class Holder:
    """An account that acts for a recipient, and until when it does; None: without an end.

    `system`: no person looks at it, so that it has a report only once it says so.
    """

    subject: str
    until: datetime | None
    system: bool = False


@dataclass(frozen=True)
class Register:
    """What is entered of the offices around a place: `above` is the place and all above it, nearest first.

    `implicated` are organisations, `unfit` the recipients that an implicated organisation or trainee stands for,
    `overseen` the place from which it is overseen: above everybody who is implicated, `persons` the accounts of those.
    """

    above: tuple[int, ...]
    organisations: Mapping[UUID, asyncpg.Record]
    implicated: frozenset[UUID]
    unfit: frozenset[ReportRecipient]
    overseen: int
    persons: frozenset[str] = frozenset()

    def place(self, level: AdminLevel) -> int | None:
        """Give the place of a level, None when the report speaks of a place above it."""
        return next((code for code in self.above if level_of(code) is level), None)

    def nearest(self, recipient: ReportRecipient) -> asyncpg.Record | None:
        """Give the nearest organisation that is the recipient and is not implicated; None where none is entered."""
        office = OFFICES.get(recipient)
        found = [] if office is None else self.all_of(office)
        return next((one for one in found if one["id"] not in self.implicated), None)

    def seat(self, recipient: ReportRecipient) -> int | None:
        """Give the place whose post-holders act for a recipient, beside its organisation's own people."""
        office = OFFICES.get(recipient)
        if office is None:
            return None
        if recipient not in self.unfit:
            return self.place(office.lowest)
        higher = self.nearest(recipient)
        return None if higher is None else int(higher["division"])

    def all_of(self, office: Office) -> list[asyncpg.Record]:
        """Give the organisations of a kind around the place, implicated or not, nearest first."""
        fitting = [
            one
            for one in self.organisations.values()
            if (one["kind"], one["department"]) == (office.kind, office.department)
            and not _below(one["division"], office.lowest)
        ]
        return sorted(fitting, key=lambda one: (self.above.index(one["division"]), one["id"]))


async def register_of(work: Work, place: int, implicated: Sequence[UUID]) -> Register:
    """Read the register around a place (12-digit code); ids of who is implicated that name nobody change nothing."""
    above = tuple(chain(place))
    rows = await work.all(
        select(organisation.c.id, organisation.c.kind, organisation.c.department, organisation.c.division).where(
            organisation.c.division.in_(above)
        )
    )
    organisations = {row["id"]: row for row in rows}
    people = []
    if implicated:
        asked = select(trainee.c.post, trainee.c.division, trainee.c.subject).where(
            trainee.c.id.in_(implicated), trainee.c.division.in_(above)
        )
        people = await beyond_scope(work, asked)
    named = [organisations[key] for key in implicated if key in organisations]
    found = Register(above, organisations, frozenset(one["id"] for one in named), frozenset(), above[0])
    levels = {*(_level(one) for one in named), *(_LEVEL_OF_POST.get(one["post"]) for one in people)} - {None}
    supervises = any(one["post"] == TraineePost.CHILD_SUPERVISOR for one in people)
    return Register(
        above,
        organisations,
        found.implicated,
        frozenset(_unfit(found)) | ({ReportRecipient.CHILD_SUPERVISOR} if supervises else frozenset()),
        _overseen(found, [level for level in _LEVELS if level in levels]),
        frozenset(one["subject"] for one in people if one["subject"]),
    )


async def holders(
    work: Work, register: Register, recipients: Mapping[ReportRecipient, UUID | None]
) -> dict[ReportRecipient, list[Holder]]:
    """Give who acts now for each recipient, for its organisation or its seat; nobody who is implicated does."""
    held = role_assignment.c
    keys = [key for key in recipients.values() if key is not None]
    asked = select(held.subject, held.role, held.division, held.organisation_id, held.until).where(
        held.valid_from <= work.now,
        or_(held.until.is_(None), held.until > work.now),
        or_(held.revoked_at.is_(None), held.revoked_at > work.now),
        or_(held.organisation_id.in_(keys), held.division.in_(register.above)),
        held.subject.not_in(register.persons),
    )
    rows = await beyond_scope(work, asked.order_by(held.subject))
    return {
        recipient: [
            Holder(row["subject"], row["until"], row["role"] == Role.INTEGRATOR)
            for row in rows
            if acts(row["role"], row["organisation_id"], row["division"], recipient, key, register.seat(recipient))
        ]
        for recipient, key in recipients.items()
    }


def acts(
    role: str, own: UUID | None, division: int | None, recipient: ReportRecipient, key: UUID | None, seat: int | None
) -> bool:
    """Tell whether a role held for an organisation or a place acts for a recipient: `key` its organisation, if entered.

    A department's liaison, and the system of an organisation, act for it alone; whoever holds a post of the recipient's
    seat acts, too.
    """
    office = OFFICES.get(recipient)
    if office is None:
        return key is not None and own == key and role in BY_ORGANISATION
    if role not in office.roles:
        return False
    if key is not None and own == key:
        return True
    return role not in BY_ORGANISATION and seat is not None and division == seat


def _below(code: int, lowest: AdminLevel) -> bool:
    level = level_of(code)
    return level in _LEVELS and _LEVELS.index(level) < _LEVELS.index(lowest)


_LEVEL_OF_POST = {
    TraineePost.CHILD_DIRECTOR.value: AdminLevel.VILLAGE,
    TraineePost.CHILD_SUPERVISOR.value: AdminLevel.TOWNSHIP,
}


def _level(one: asyncpg.Record) -> AdminLevel | None:
    """Give the level that an implicated organisation oversees; departments other than civil affairs oversee none."""
    match one["kind"], one["department"]:
        case OrganisationKind.VILLAGE_COMMITTEE, _:
            return AdminLevel.VILLAGE
        case OrganisationKind.TOWNSHIP, _:
            return AdminLevel.TOWNSHIP
        case OrganisationKind.DEPARTMENT, Department.CIVIL_AFFAIRS:
            return AdminLevel.COUNTY
    return None


def _unfit(found: Register) -> Iterable[ReportRecipient]:
    for recipient, office in OFFICES.items():
        offices = found.all_of(office)
        if offices and offices[0]["id"] in found.implicated:
            yield recipient


def _overseen(found: Register, levels: Sequence[AdminLevel]) -> int:
    if not levels:
        return found.above[0]
    place = found.place(levels[-1]) or found.above[0]
    higher = found.above[found.above.index(place) + 1 :]
    return higher[0] if higher else place
