"""Record an activity: a safety event, a talk, a lecture, or what else was held for children of a place."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, insert, select

from alerts.outbox import announce
from care.actions.common.activities import check_counts, check_purpose, check_topics, place_of
from care.actions.common.calendar import duty_of, settle_for, still_owed
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.offices import open_own
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ACTIVITY
from care.actions.common.reading import read_text
from care.actions.common.unset import spoken
from care.divisions.digits import around
from care.divisions.tree import prefecture_of
from care.duties.calendar.events import COUNTS_AS
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.activity import activity
from records.codes import ActivityKind, AdminLevel, CalendarDuty, OnlineHarm, SafetyTopic
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RecordActivity:
    """What was held where, by whom, on which day, about what, and how many came."""

    kind: ActivityKind
    held_on: date
    division: int | None = None
    organisation_id: UUID | None = None
    topics: tuple[SafetyTopic, ...] = ()
    harms: tuple[OnlineHarm, ...] = ()
    children: int | None = None
    adults: int | None = None
    description: str | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_safety_event(work: Work, caller: Caller, command: RecordActivity) -> Done:
    """Record a safety event, a talk or a school's lecture; gives the duty that it satisfied, else the one still owed.

    An event or talk counts for its county, a lecture for its school. Raises `Refused`: see `record_activity`. Warns of
    what counts for no duty: held outside its period, beyond what is asked, or asked for by no rule.
    """
    findings = Findings(OF_ACTIVITY)
    if command.kind not in COUNTS_AS:
        zh, en = "不是安全活动，请用 recordActivity 记录", "is no safety event: use recordActivity"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("kind",), zh, en)
    return await _record(work, caller, command, findings)


async def record_activity(work: Work, caller: Caller, command: RecordActivity) -> Done:
    """Record what was held for children in the holidays or at other times, such as by a children's home.

    Raises `Refused`: NOT_FOUND for an organisation out of sight, OUT_OF_JURISDICTION, REQUIRED for the topics that a
    safety event has to have by the rules of its day. Warns of an activity in the holidays that lies in none, where the
    rules ask for some, and of harms that they name and an action on the internet leaves out.
    """
    findings = Findings(OF_ACTIVITY)
    if command.kind in COUNTS_AS:
        zh, en = "是安全活动，请用 recordSafetyEvent 记录", "is a safety event: use recordSafetyEvent"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("kind",), zh, en)
    return await _record(work, caller, command, findings)


async def _record(work: Work, caller: Caller, command: RecordActivity, findings: Findings) -> Done:
    require(caller, "activity:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    await open_own(work, caller, "activity")
    place = await place_of(findings, work, caller, command)
    check_past_day(findings, ("heldOn",), command.held_on, work)
    check_counts(findings, command)
    book = None if place is None else (await law_of(work)).at(place, command.held_on)
    if book is not None and command.kind in COUNTS_AS and not findings.spoiled("kind"):
        check_topics(findings, command, book)
    if place is not None and book is not None:
        await check_purpose(findings, work, command, place, book)
    description = read_text(findings, ("description",), command.description, today(work))
    if place is None or book is None:
        raise Refused(*findings.refusals)
    findings.settle()
    await _warn_of_twin(findings, work, command, place)

    key = uuid7()
    await work.run(
        insert(activity).values(
            id=key,
            kind=command.kind,
            division=place,
            prefecture=prefecture_of(place) or place,
            organisation_id=command.organisation_id,
            held_on=command.held_on,
            topics=sorted(set(command.topics), key=list(SafetyTopic).index),
            harms=sorted(set(command.harms), key=list(OnlineHarm).index),
            children=command.children,
            adults=command.adults,
            description=description,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    shown = await _settled(findings, work, command, key, place) if command.kind in COUNTS_AS else (key,)
    fields = map(camel, spoken(command))
    await audit(work, caller, "activity:record", object=key, kind="activity", fields=fields, rule_version=book.version)
    done = Done(shown, findings.settle())
    await remember(work, caller, command, done)
    await announce(work, "DUTY_SETTLED", subject_kind="activity", subject=key, division=place)
    return done


async def _settled(findings: Findings, work: Work, command: RecordActivity, key: UUID, place: int) -> tuple[UUID, ...]:
    code = COUNTS_AS[command.kind]
    lecture = code is CalendarDuty.SAFETY_LECTURE
    holder = (place, command.organisation_id) if lecture else (around(place, AdminLevel.COUNTY), None)
    await settle_for(work, *holder)
    satisfied = await duty_of(work, code, *holder, key)
    if satisfied is not None:
        return (satisfied,)
    zh, en = "此次活动不计入任何一期任务", "counts for no duty"
    findings.warn(ErrorCode.RULE_VIOLATION, ("heldOn",), zh, en)
    owed = await still_owed(work, code, *holder)
    return () if owed is None else (owed,)


async def _warn_of_twin(findings: Findings, work: Work, command: RecordActivity, place: int) -> None:
    same = select(func.count()).where(
        activity.c.kind == command.kind,
        activity.c.division == place,
        activity.c.held_on == command.held_on,
        activity.c.organisation_id.is_not_distinct_from(command.organisation_id),
    )
    if await work.value(same):
        zh, en = "当日已有同类活动记录，请核对是否重复", "one of this kind and day is on file; check for a duplicate"
        findings.warn(ErrorCode.CONFLICT, ("heldOn",), zh, en)
