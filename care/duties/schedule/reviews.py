"""When entrusted care has to be written down, and when what was written has to be looked at again."""

from collections.abc import Iterator
from datetime import date, datetime

from care.duties.classes.terms import LEFT_BEHIND
from care.duties.derived import Classified, Owed
from care.duties.facts import Entrusted, Facts
from care.duties.schedule.course import Course
from care.duties.schedule.grounds import Ground
from care.duties.schedule.moments import end_of, hours_after
from care.duties.schedule.terms import Entrusting, Prompt
from records.codes import DutyKind, DutyReason, StandingState


def reviews(facts: Facts, classified: Classified, course: Course, on: date) -> Iterator[Owed]:
    """Give the reviews of a left-behind child's instrument, where the rules of its place know one.

    The first is owed promptly once the child is left behind; each instrument is looked at by the end of its term, or
    promptly after its carer was replaced. The next one that is concluded satisfies it (SX-H1, YN-H1, JL-H1, FJ-H1,
    XG-H1). Where visits check whether it is signed, one that saw it satisfies the first (SX-H3).
    """
    terms, prompt = course.at(on).entrusting, course.at(on).prompt
    left = [one.since for one in classified.standings if one.child_class in LEFT_BEHIND and _holds(one.state)]
    if terms is None or prompt is None or not left:
        return
    concluded = [one for one in facts.entrusted if one.concluded_on <= on]
    yield _first(facts, terms, prompt, max(min(left), facts.registered_on), concluded)
    for place, one in enumerate(concluded):
        following = concluded[place + 1] if place + 1 < len(concluded) else None
        yield from _again(facts, terms, prompt, one, following)


def begins(facts: Facts, on: date) -> date | None:
    """Give the next day on which a concluded instrument comes into force, with a carer of its own."""
    days = (one.starts_on for one in facts.entrusted if one.replaced_on is None and one.starts_on)
    return min((day for day in days if day > on), default=None)


def _holds(state: StandingState) -> bool:
    return state is StandingState.HELD


def _first(facts: Facts, terms: Entrusting, prompt: Prompt, base: date, concluded: list[Entrusted]) -> Owed:
    rests_on, due = terms.ground.leaning(prompt.ground), hours_after(base, prompt.hours)
    if concluded:
        return _owed(facts, terms, "FIRST", base, due, DutyReason.AGREEMENT_MISSING, rests_on, concluded[0])
    seen = facts.seen_signed_on if terms.checked else None
    if terms.checked and seen:
        rests_on = rests_on.leaning(terms.checked)
    return _owed(facts, terms, "FIRST", base, due, DutyReason.AGREEMENT_MISSING, rests_on, None, seen)


def _again(
    facts: Facts, terms: Entrusting, prompt: Prompt, one: Entrusted, following: Entrusted | None
) -> Iterator[Owed]:
    if one.replaced_on is not None:
        rests_on, due = terms.ground.leaning(prompt.ground), hours_after(one.replaced_on, prompt.hours)
        yield _owed(facts, terms, str(one.id), one.replaced_on, due, DutyReason.CARER_REPLACED, rests_on, following)
    elif one.ends_on is not None:
        due = end_of(one.ends_on), one.ends_on
        base = min(one.concluded_on, one.ends_on)
        yield _owed(facts, terms, str(one.id), base, due, DutyReason.AGREEMENT_ENDS, terms.ground, following)


def _owed(
    facts: Facts,
    terms: Entrusting,
    name: str,
    base: date,
    due: tuple[datetime, date],
    why: DutyReason,
    rests_on: Ground,
    by: Entrusted | None,
    done_on: date | None = None,
) -> Owed:
    done = by.concluded_on if by else done_on
    return Owed(
        kind=DutyKind.AGREEMENT_REVIEW,
        key=f"{DutyKind.AGREEMENT_REVIEW}:{facts.id}:{name}",
        base_on=base,
        due_at=due[0],
        due_on=due[1],
        reasons=(why.value,),
        basis=rests_on.basis,
        rule=rests_on.rule,
        citation=rests_on.citation,
        post=terms.post,
        satisfied_by=by.id if by else None,
        done_on=max(done, base) if done else None,
    )
