"""What is owed to one child, until when and why: a pure function of the facts, of the law and of the day."""

from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from care.duties.derived import Classified, Owed
from care.duties.facts import Event, Facts
from care.duties.law import Law
from care.duties.schedule.chains import chain
from care.duties.schedule.counts import HOUSEHOLD, is_contact, is_household_visit, is_met_in_person, screens
from care.duties.schedule.course import course_of
from care.duties.schedule.requirements import Track, asked, borne_out
from care.duties.schedule.reviews import begins, reviews
from care.duties.schedule.rounds import follow_ups, next_period, screenings
from care.duties.schedule.steps import aftercare, assessments, class_reviews, comes_of_age, two_counties
from records.codes import DutyKind, FileStatus, VisitOutcome

KINDS = frozenset(
    {
        DutyKind.CONTACT,
        DutyKind.HOUSEHOLD_VISIT,
        DutyKind.SCREENING,
        DutyKind.FOLLOW_UP,
        DutyKind.ASSESSMENT,
        DutyKind.CLASS_REVIEW,
        DutyKind.AFTERCARE,
        DutyKind.DIVISION_OF_DUTIES,
        DutyKind.AGREEMENT_REVIEW,
    }
)
_COVERED = frozenset({FileStatus.OPEN, FileStatus.REVIEW})
_IN_ORDER = attrgetter("on", "id")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The duties of a child on a day, when it is next to be contacted and visited, and when time alone changes this.

    Of a chain (CONTACT, HOUSEHOLD_VISIT) no other duty has its base inside the time that one of these covers, after its
    `base_on` and before its `done_on`, or its `due_on` where it was missed: a row that has was made before a late event
    came in, and is void. Older rows stand as they are. The chains begin at the earliest event that is given.
    """

    duties: tuple[Owed, ...]
    next_contact_due: date | None
    next_visit_due: date | None
    changes_on: date | None


NOTHING = Schedule((), None, None, None)


def schedule(facts: Facts, classified: Classified, law: Law, on: date) -> Schedule:
    """Give what is owed to a child on a day, from the law of its place.

    Every child with a file that is open or under review is covered, whatever its classes. Events, levels and reasons
    after the day are as yet unknown to it.
    """
    if facts.file_status not in _COVERED or facts.registered_on > on:
        return NOTHING
    course, covered = course_of(law, facts.division), facts
    if facts.covered_from != facts.registered_on:
        covered = replace(facts, registered_on=facts.covered_from)
    events = sorted((event for event in facts.events if event.on <= on), key=_IN_ORDER)
    tried = [event for event in events if event.outcome is not VisitOutcome.MET]
    reasons = classified.key_reasons
    calls = Track(course, facts.levels, (), visits=False)
    visits = Track(course, facts.levels, borne_out(facts, reasons), visits=True)
    contact = chain(DutyKind.CONTACT, facts, calls, [one for one in events if is_contact(one)], tried, on)
    visited = [one for one in events if is_household_visit(one, course.at(one.on))]
    visit = chain(DutyKind.HOUSEHOLD_VISIT, facts, visits, visited, [one for one in tried if one.mode in HOUSEHOLD], on)
    duties = (
        *contact.duties,
        *visit.duties,
        *screenings(covered, reasons, course, events, on),
        *follow_ups(covered, reasons, course, events, on),
        *assessments(facts, visits, on),
        *class_reviews(facts, classified, course, on),
        *aftercare(facts, classified, course, on),
        *two_counties(facts, course, on),
        *reviews(facts, classified, course, on),
    )
    days = (
        contact.changes_on,
        visit.changes_on,
        next_period(course, on),
        course.next_turn(on),
        comes_of_age(facts, classified),
        begins(facts, on),
    )
    return Schedule(duties, contact.due, visit.due, min((day for day in days if day and day > on), default=None))


def counts_as(event: Event, facts: Facts, classified: Classified, law: Law) -> tuple[DutyKind, ...]:
    """Tell which duties a visit is good for, by the law of its day and place; an attempt is good for none."""
    course = course_of(law, facts.division)
    terms, reasons = course.at(event.on), classified.key_reasons
    found: list[DutyKind] = []
    for kind, by_visit, good in (
        (DutyKind.CONTACT, False, is_contact(event)),
        (DutyKind.HOUSEHOLD_VISIT, True, is_household_visit(event, terms)),
    ):
        track = Track(course, facts.levels, borne_out(facts, reasons), visits=by_visit)
        if good and asked(track, event.on, event.on, event.on)[0].interval:
            found.append(kind)
    held = {one.reason.value for one in reasons if one.since <= event.on}
    screening, follow_up = terms.screening, terms.follow_up
    if screening and screens(event, screening, key=not held.isdisjoint(screening.round.reasons)):
        found.append(DutyKind.SCREENING)
    if follow_up and is_met_in_person(event) and not held.isdisjoint(follow_up.reasons):
        found.append(DutyKind.FOLLOW_UP)
    return tuple(found)
