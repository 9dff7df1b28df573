"""What a rulebook asks of everybody who looks after children, read once: intervals, rounds and the steps after them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from care.duties.schedule.grounds import Ground, ground
from care.duties.schedule.periods import whole_months
from care.rulebooks.operators import same
from care.rulebooks.rulebook import Effective, Rulebook, merge
from care.rulebooks.values import Amount
from records.codes import AssessmentKind, GuardianshipRating, KeyChildReason, RiskLevel, Service, TraineePost, VisitMode

Rated = tuple[RiskLevel, GuardianshipRating]

_KEY_RATINGS = frozenset({GuardianshipRating.HIGH_RISK})


@dataclass(frozen=True, slots=True)
class Interval:
    """The longest time between two events; `quarterly` where the text speaks of quarters."""

    months: int
    quarterly: bool
    ground: Ground


@dataclass(frozen=True, slots=True)
class KeyVisits:
    """The raised frequency: its interval, and which reasons and ratings make a child a key child."""

    interval: Interval
    reasons: frozenset[str]
    ratings: frozenset[GuardianshipRating]


@dataclass(frozen=True, slots=True)
class Round:
    """What is owed once in each period of `length` months; `reasons` are those that single children out."""

    length: int
    ground: Ground
    reasons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Screening:
    """The screening of a village: whom it must visit, and whether a call counts for the others and for them."""

    round: Round
    key_ground: Ground
    phone_ordinary: bool
    phone_key: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """How many hours an administrative step may take that the text wants done promptly."""

    hours: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Entrusting:
    """The instrument that entrusted care is written in, who guides its signing, and whether a sight of it suffices."""

    ground: Ground
    post: TraineePost | None
    checked: Ground | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What one rulebook asks; None is silence."""

    contact: Mapping[Rated, Interval | None]
    visit: Mapping[Rated, Interval | None]
    key: KeyVisits | None
    substitute: bool
    screening: Screening | None
    follow_up: Round | None
    scales: tuple[tuple[AssessmentKind, Ground], ...]
    aftercare: Ground | None
    two_counties: Ground | None
    prompt: Prompt | None
    entrusting: Entrusting | None = None


def terms_of(book: Rulebook) -> Terms:
    """Read what a rulebook asks."""
    return Terms(
        contact=_intervals(book, "contact.maxInterval"),
        visit=_intervals(book, "visit.household.maxInterval"),
        key=_key_visits(book),
        substitute=bool(book.codes("visit.nonresident") & {VisitMode.PHONE, VisitMode.PHONE_SUBSTITUTE}),
        screening=_screening(book),
        follow_up=_follow_up(book),
        scales=tuple(_scales(book)),
        aftercare=_aftercare(book),
        two_counties=_flag(book, "residence.agreement"),
        prompt=_prompt(book),
        entrusting=_entrusting(book),
    )


def _intervals(book: Rulebook, key: str) -> dict[Rated, Interval | None]:
    return {(risk, rating): _interval(book, key, risk, rating) for risk in RiskLevel for rating in GuardianshipRating}


def _interval(book: Rulebook, key: str, risk: RiskLevel, rating: GuardianshipRating) -> Interval | None:
    by_risk, unrated = _case(book, "risk", risk)
    by_rating, unjudged = _case(book, "rating", rating)
    found = book.applying(key, *by_risk, *by_rating)
    if found is None:
        return None
    # A default that stands in for a missing level is named only where the level makes a difference.
    stood_in = [one for one in (unrated, unjudged) if one is not None and _decides(book, key, one, found)]
    return _made(found, *stood_in)


def _case(book: Rulebook, scale: str, level: RiskLevel | GuardianshipRating) -> tuple[list[str], Effective | None]:
    """Give the cases of a level, and the rule that stood in for it where it is not on the scale."""
    known = book.rule(f"{scale}.scale")
    if known is None:
        return [], None
    if level in book.codes(known.key):
        return [level.value], None
    unrated = f"{scale}.unratedAs"
    return sorted(book.codes(unrated)), book.rule(unrated)


def _decides(book: Rulebook, key: str, default: Effective, found: Effective) -> bool:
    others = (book.applying(key, level) for level in book.codes(default.key.replace("unratedAs", "scale")))
    return any(other is None or not same(other.value, found.value) for other in others)


def _made(found: Effective, *others: Effective | None) -> Interval:
    amount = cast("Amount", found.value)
    return Interval(amount.months, amount.unit == "quarter", ground(found, *others))


def _key_visits(book: Rulebook) -> KeyVisits | None:
    # The platform's number stands there only where a document raises the frequency without one (visit.key.raised).
    number = book.rule("visit.key.maxInterval")
    if number is None:
        return None
    reasons, nodes = book.rule("visit.key.reasons"), book.flag("visit.specialNodes")
    interval = _made(number, reasons, book.rule("visit.key.raised"), nodes)
    named = _with_narrower(reasons) | ({KeyChildReason.SPECIAL_NODE.value} if nodes else set())
    ratings = frozenset(rating for rating in _KEY_RATINGS if rating in book.codes("rating.scale"))
    return KeyVisits(interval, frozenset(named), ratings)


def _screening(book: Rulebook) -> Screening | None:
    found, always = book.rule("screening.village.maxInterval"), book.rule("screening.visitAlways")
    if found is None:
        return None
    ordinary = book.applying("screening.phoneAllowed", "ORDINARY")
    special = book.applying("screening.phoneAllowed", "KEY")
    return Screening(
        _round(found, ground(found), always),
        ground(found, always, special),
        ordinary is not None and ordinary.value is True,
        special is not None and special.value is True,
    )


def _follow_up(book: Rulebook) -> Round | None:
    """Read the periodic follow-up, which has no number of its own: the township looks at it at each patrol."""
    reasons, patrol = book.rule("followUp.reasons"), book.rule("patrol.township.maxInterval")
    if reasons is None or patrol is None:
        return None
    return _round(patrol, ground(reasons, patrol), reasons)


def _round(found: Effective, rests_on: Ground, reasons: Effective | None) -> Round:
    return Round(whole_months(cast("Amount", found.value).months), rests_on, _with_narrower(reasons))


def _scales(book: Rulebook) -> Iterator[tuple[AssessmentKind, Ground]]:
    kinds = {"risk.scale": AssessmentKind.RISK_LEVEL, "rating.scale": AssessmentKind.GUARDIANSHIP_RATING}
    for key, kind in kinds.items():
        found = book.rule(key)
        if found is not None:
            yield kind, ground(found)


def _aftercare(book: Rulebook) -> Ground | None:
    services = book.rule("services")
    if services is None or Service.ADULT_TRANSITION not in book.codes("services"):
        return None
    naming = [rule for rule in services.rules if Service.ADULT_TRANSITION in cast("frozenset[str]", rule.value)]
    return ground(merge(naming, book.on))


def _prompt(book: Rulebook) -> Prompt | None:
    found = book.rule("prompt.administrative")
    return None if found is None else Prompt(cast("Amount", found.value).number, ground(found))


def _entrusting(book: Rulebook) -> Entrusting | None:
    found, guides = book.rule("care.instrument"), book.rule("care.guides")
    if found is None:
        return None
    posts = (
        one for one in (TraineePost.CHILD_DIRECTOR, TraineePost.CHILD_SUPERVISOR) if one in book.codes("care.guides")
    )
    return Entrusting(ground(found, guides), next(posts, None), _flag(book, "care.checkedAtVisit"))


def _flag(book: Rulebook, key: str) -> Ground | None:
    found = book.flag(key)
    return None if found is None else ground(found)


def _with_narrower(found: Effective | None) -> frozenset[str]:
    """Give the codes of a rule and those that fall inside them."""
    if found is None:
        return frozenset()
    named = cast("frozenset[str]", found.value)
    within = found.rules[0].dimension.within
    return named | {narrow for narrow, wide in within.items() if wide in named}
