"""What is asked of an activity: where it was held, about what, and how many came."""

from datetime import date
from typing import Protocol
from uuid import UUID

from care.actions.common.findings import Findings
from care.actions.common.offices import load_office
from care.actions.common.places import check_place, places
from care.divisions.tree import level_of
from care.duties.calendar.facts import Holiday
from care.duties.calendar.load import holidays_at, load_holidays
from care.rulebooks.rulebook import Rulebook
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.codes import ActivityKind, AdminLevel, OnlineHarm, OrganisationKind, SafetyTopic
from tenants.work import Work

_ABOVE = (AdminLevel.PROVINCE, AdminLevel.PREFECTURE)


class Held(Protocol):
    """The facts of an activity that are checked here."""

    @property
    def kind(self) -> ActivityKind:
        """What was held."""

    @property
    def held_on(self) -> date:
        """When."""

    @property
    def division(self) -> int | None:
        """Where, unless it was where the organisation is."""

    @property
    def organisation_id(self) -> UUID | None:
        """By whom."""

    @property
    def topics(self) -> tuple[SafetyTopic, ...]:
        """About what."""

    @property
    def harms(self) -> tuple[OnlineHarm, ...]:
        """Against which harms on the internet."""

    @property
    def children(self) -> int | None:
        """How many children came."""

    @property
    def adults(self) -> int | None:
        """How many guardians and carers came."""


async def place_of(findings: Findings, work: Work, caller: Caller, held: Held) -> int | None:
    """Give the place of an activity: the one named, else its organisation's; None where something is wrong with it.

    A lecture is a school's, at the place of the school. Raises `Refused` NOT_FOUND for an organisation out of sight.
    """
    office = None if held.organisation_id is None else await load_office(work, caller, held.organisation_id, "activity")
    if held.kind is ActivityKind.SAFETY_LECTURE:
        if office is None:
            findings.require(("organisationId",))
            return None
        if office["kind"] != OrganisationKind.SCHOOL:
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("organisationId",), "应为学校", "must be a school")
        if held.division not in (None, office["division"]):
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), "与学校所在地不符", "is not where the school is")
    place: int | None = held.division or (office["division"] if office else None)
    if place is None:
        findings.require(("division",))
        return None
    known = await places(work, [place])
    check_place(findings, ("division",), place, known, province=work.tenant.division, scope=work.scope)
    if findings.spoiled("division"):
        return None
    if level_of(place) in _ABOVE:
        zh, en = "应为县（市、区）或其下的区划", "must be a county or a place in one"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), zh, en)
    return place


def check_topics(findings: Findings, held: Held, book: Rulebook) -> None:
    """Check that a safety event has a topic where the rules name topics, and warn of those that were left out."""
    rule = book.rule("safety.topics")
    if rule is None:
        return
    wanted = book.codes("safety.topics")
    if not set(held.topics) & wanted:
        findings.require(("topics",), rule.citation)
        return
    for topic in SafetyTopic:
        if topic in wanted and topic not in held.topics:
            zh, en = f"未包含“{topic.zh}”", f"leaves out {topic.value}"
            findings.warn(ErrorCode.RULE_VIOLATION, ("topics",), zh, en, rule.citation)


async def check_purpose(findings: Findings, work: Work, held: Held, place: int, book: Rulebook) -> None:
    """Warn of what the rules ask of an activity for a purpose, and this one does not do."""
    asked = book.flag("holiday.activities") if held.kind is ActivityKind.HOLIDAY_ACTIVITY else None
    if asked is not None and not any(one.first <= held.held_on <= one.last for one in await _holidays(work, place)):
        zh, en = "当日不在已登记的假期内", "lies in no holiday that is on file"
        findings.warn(ErrorCode.RULE_VIOLATION, ("heldOn",), zh, en, asked.citation)
    harms = book.rule("online.harms") if held.kind is ActivityKind.ONLINE_PROTECTION else None
    for harm in OnlineHarm:
        if harms is not None and harm in book.codes("online.harms") and harm not in held.harms:
            zh, en = f"未包含“{harm.zh}”", f"leaves out {harm.value}"
            findings.warn(ErrorCode.RULE_VIOLATION, ("harms",), zh, en, harms.citation)


async def _holidays(work: Work, place: int) -> list[Holiday]:
    return list(holidays_at(place, await load_holidays(work)))


def check_counts(findings: Findings, held: Held) -> None:
    """Check that nobody came in numbers below nought."""
    for name, count in (("children", held.children), ("adults", held.adults)):
        if count is not None and count < 0:
            findings.refuse(ErrorCode.BAD_USER_INPUT, (name,), "不能为负数", "cannot be below 0")
