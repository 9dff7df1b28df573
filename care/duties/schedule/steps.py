"""Duties that follow once from a fact: assessing, reviewing, helping on, agreeing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter

from care.divisions.digits import around, level_by_digits, span
from care.duties.classes.standings import ORPHANS
from care.duties.derived import Classified, Difficulty, Owed, Standing
from care.duties.facts import Facts, Judged, Level
from care.duties.months import birthday
from care.duties.schedule.course import Course
from care.duties.schedule.grounds import Ground
from care.duties.schedule.moments import end_of, hours_after
from care.duties.schedule.requirements import Track, asked, reached
from care.duties.schedule.terms import Prompt
from records.codes import (
    AdminLevel,
    AssessmentKind,
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DutyKind,
    DutyReason,
    FactSource,
    GuardianshipRating,
    RiskLevel,
    StandingState,
)

ADULT = 18
_HELD, _ENDED = StandingState.HELD.value, StandingState.ENDED.value
_FINER = frozenset({AdminLevel.TOWNSHIP, AdminLevel.VILLAGE})


def assessments(facts: Facts, track: Track, on: date) -> Iterator[Owed]:
    """Give the first assessments: due with the first household visit where a scale decides how often to come (A03)."""
    for kind, ground in track.course.at(on).scales:
        if not _unrated(kind, facts.levels[0]):
            continue
        rated = next((one.since for one in facts.levels[1:] if not _unrated(kind, one)), None)
        if rated is not None and rated > on:
            rated = None
        until = max(rated or on, facts.registered_on)
        first = reached(facts.registered_on, asked(track, facts.registered_on, facts.registered_on, until))
        if first is not None:
            yield Owed(
                kind=DutyKind.ASSESSMENT,
                key=f"{DutyKind.ASSESSMENT}:{facts.id}:{kind}",
                base_on=facts.registered_on,
                due_at=end_of(first.due),
                due_on=first.due,
                reasons=(DutyReason.UNRATED.value,),
                basis=ground.basis,
                rule=ground.rule,
                citation=ground.citation,
                post=None,
                done_on=rated,
            )


def class_reviews(facts: Facts, classified: Classified, course: Course, on: date) -> Iterator[Owed]:
    """Give the reviews of classes that ended, and of categories whose papers are missing; no file closes by itself.

    A review is done by an officer's decision, also by one that lets the class hold again, or that closes the file. It
    tells what the class told: one of a class that rested on restricted reasons alone is restricted as well.
    """
    for one in classified.standings:
        if one.state is StandingState.ENDED:
            yield from _review(facts, one, one.child_class, DutyReason.CLASS_ENDED, course, on)
        elif one.state is StandingState.HELD and one.source is FactSource.JUDGED:
            before = (kept for kept in facts.classes if kept.what is one.child_class and kept.ended)
            for kept in before:
                again = replace(one, since=kept.since, restricted=kept.restricted)
                reviews = _review(facts, again, one.child_class, DutyReason.CLASS_ENDED, course, on)
                # The end is forgotten from now on: what is not done by this is owed no longer.
                yield from (review for review in reviews if review.done_on is not None)
    for each in classified.difficulties:
        if each.state is DifficultyState.PENDING:
            yield from _review(facts, each, each.category, DutyReason.CARD_MISSING, course, on)


def aftercare(facts: Facts, classified: Classified, course: Course, on: date) -> Iterator[Owed]:
    """Give the aftercare of an orphan who has come of age, where it is among the services (FJ-K7, JL-K11, XG-K8)."""
    first, terms = comes_of_age(facts, classified), course.at(on)
    if first is not None and first <= on and terms.aftercare and terms.prompt:
        rests_on = terms.aftercare.leaning(terms.prompt.ground)
        done = facts.aftercare_on and max(facts.aftercare_on, first)
        yield _prompt(DutyKind.AFTERCARE, str(facts.id), first, DutyReason.GROWN_UP, terms.prompt, rests_on, done)


def comes_of_age(facts: Facts, classified: Classified) -> date | None:
    """Give the day on which an orphan's aftercare begins, the one after the 18th birthday; None for other children."""
    found: list[Standing | Difficulty] = [one for one in classified.difficulties if one.category in ORPHANS]
    found.extend(one for one in classified.standings if one.child_class is ChildClass.SCATTERED_ORPHAN)
    if not found:
        return None
    grown = birthday(facts.birth, ADULT)
    held = (one.state.value == _HELD or (one.state.value == _ENDED and one.since > grown) for one in found)
    return grown + timedelta(days=1) if any(held) else None


def two_counties(facts: Facts, course: Course, on: date) -> Iterator[Owed]:
    """Give the agreement between the counties of residence and of hukou on who does what (JL-B5, reading A24)."""
    terms, home = course.at(on), facts.hukou_division
    if home is None or not terms.two_counties or not terms.prompt:
        return
    here = facts.lives_at or facts.division
    if level_by_digits(home) in _FINER:
        home = around(home, AdminLevel.COUNTY)
    first, beyond = span(home)
    if not first <= here < beyond:
        county = around(here, AdminLevel.COUNTY)
        name = f"{facts.id}:{county}:{home}"
        rests_on = terms.two_counties.leaning(terms.prompt.ground)
        owed = _prompt(DutyKind.DIVISION_OF_DUTIES, name, facts.registered_on, None, terms.prompt, rests_on)
        agreed = (one for one in facts.agreed if one.on <= on and one.here == county and first <= one.other < beyond)
        done = next(agreed, None)
        yield owed if done is None else replace(owed, satisfied_by=done.id, done_on=max(done.on, facts.registered_on))


def _review(
    facts: Facts,
    one: Standing | Difficulty,
    what: ChildClass | DifficultyCategory,
    why: DutyReason,
    course: Course,
    on: date,
) -> Iterator[Owed]:
    prompt = course.at(one.since).prompt
    if prompt is None:
        return
    rests_on = Ground(prompt.ground.rule, one.citation, prompt.ground.basis).leaning(prompt.ground)
    judged = _decision(facts, one, what, on)
    reviewed = judged is not None and (judged.decided_on >= one.since or not judged.holds)
    decided = max(judged.decided_on, one.since) if judged and reviewed else None
    owed = _prompt(
        DutyKind.CLASS_REVIEW,
        f"{facts.id}:{what}:{one.since}",
        one.since,
        why,
        prompt,
        rests_on,
        done_on=decided or facts.closed_since(one.since),
    )
    yield replace(owed, restricted=isinstance(one, Standing) and one.restricted)


def _decision(
    facts: Facts, one: Standing | Difficulty, what: ChildClass | DifficultyCategory, on: date
) -> Judged | None:
    """Give the latest decision on what is reviewed, or on a category that it rests on."""
    rests_on = (DifficultyCategory[name] for name in one.reasons if name in DifficultyCategory.__members__)
    found = (facts.judged_of(each, on) for each in (what, *rests_on))
    return max((each for each in found if each is not None), key=attrgetter("decided_on"), default=None)


def _prompt(
    kind: DutyKind,
    name: str,
    base: date,
    why: DutyReason | None,
    prompt: Prompt,
    rests_on: Ground,
    done_on: date | None = None,
) -> Owed:
    """Make an administrative step that is to be taken promptly after the day that it follows from (A05)."""
    due_at, due_on = hours_after(base, prompt.hours)
    return Owed(
        kind=kind,
        key=f"{kind}:{name}",
        base_on=base,
        due_at=due_at,
        due_on=due_on,
        reasons=() if why is None else (why.value,),
        basis=rests_on.basis,
        rule=rests_on.rule,
        citation=rests_on.citation,
        post=None,
        done_on=done_on,
    )


def _unrated(kind: AssessmentKind, level: Level) -> bool:
    if kind is AssessmentKind.RISK_LEVEL:
        return level.risk is RiskLevel.UNRATED
    return level.rating is GuardianshipRating.UNRATED
