"""Reads the facts of a child, and what stands on file of it, from what the database gathered."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import asyncpg
import orjson
from asyncpg.pgproto.pgproto import UUID  # the driver's own: made in a tenth of the time, which many events feel

from care.duties.classes.notes import remarkable
from care.duties.facts import (
    Agreed,
    Away,
    Disability,
    Entrusted,
    Event,
    Facts,
    Filed,
    Held,
    Judged,
    Kept,
    Level,
    Node,
    Parent,
)
from care.duties.on_file import OnFile, on_file
from records.codes import (
    AwayPurpose,
    Boarding,
    CarerRelation,
    ChildClass,
    DatePrecision,
    DifficultyCategory,
    DifficultyState,
    DisabilityGrade,
    DisabilityType,
    FileStatus,
    GuardianRelation,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    SingleParent,
    StandingState,
    VisitMode,
    VisitOutcome,
)
from records.codes.code import Code


def facts_of(row: asyncpg.Record, since: date) -> Facts:
    """Read one child's facts from the row and its parts, which are JSON; older events than `since` were left out."""
    parents, health, classes, categories, levels, judged, held, kept, reasons, events, agreed, nodes = (
        part or () for part in orjson.loads(row["parts"])
    )
    weak, seen, entrusted = orjson.loads(row["entrusting"])
    disabled = next((one for one in health if one[0] == Health.DISABLED), None)
    return Facts(
        id=row["id"],
        division=row["division"],
        birth=row["birth_date"],
        birth_precision=DatePrecision[row["birth_date_precision"]],
        registered_on=row["registered_on"],
        file_status=FileStatus[row["file_status"]],
        hukou_division=row["hukou_division"],
        hukou_type=HukouType[row["hukou_type"]],
        lives_at=row["lives_at"],
        resident_id_missing=_maybe(ResidentIdMissing, row["resident_id_missing"]),
        single_parent=_maybe(SingleParent, row["single_parent"]),
        boarding=_maybe(Boarding, row["boarding"]),
        school_status=_maybe(SchoolStatus, row["school_status"]),
        condition=_maybe(GuardianshipCondition, row["guardianship_condition"]),
        mind_noted=remarkable(row["mind_and_behaviour"]),
        health=frozenset([Health[one[0]] for one in health]),
        disability=_disability(*disabled[1:]) if disabled else None,
        carer=_maybe(CarerRelation, row["carer"]),
        levels=_history(levels, RiskLevel[row["risk_level"]], GuardianshipRating[row["guardianship_rating"]]),
        parents=tuple([_parent(*one) for one in parents]),
        stated_classes=frozenset([ChildClass[one] for one in classes]),
        stated_categories=frozenset([DifficultyCategory[one] for one in categories]),
        judged=tuple([_judged(*one) for one in judged]),
        classes=tuple([_held(*one[:4]) for one in held if one[1] != StandingState.PROSPECTIVE]),
        reasons=tuple([Held(one, _day(since)) for one, since, _ in reasons]),
        events=tuple([Event(UUID(key), _day(on), VisitMode[mode], VisitOutcome[out]) for key, on, mode, out in events]),
        difficulties=tuple([_kept(*one[:3]) for one in kept]),
        derived=row["derived"],
        since=since,
        agreed=tuple([Agreed(UUID(key), here, other, _day(on)) for key, here, other, on in agreed]),
        filed=tuple([_filed(*one) for one in orjson.loads(row["filed"] or "[]")]),
        helped_on=row["helped_on"],
        entrusted=tuple([_entrusted(*one) for one in entrusted or ()]),
        seen_signed_on=_day(seen) if seen else None,
        carer_weak=weak,
        nodes=tuple([Node(_day(first), _day(last)) for first, last in nodes]),
        described=row["described"],
    )


def on_file_of(row: asyncpg.Record) -> OnFile:
    """Read what stands on file of one child from the same row."""
    parts, (own, entitled, owed) = orjson.loads(row["parts"]), orjson.loads(row["on_file"])
    return on_file(
        standings=parts[_HELD], difficulties=parts[_KEPT], reasons=parts[_REASONS], children=[own],
        entitlements=entitled, duties=owed,
    )  # fmt: skip


_HELD, _KEPT, _REASONS = 6, 7, 8  # places among the parts


def _held(what: str, state: str, since: str, restricted: bool) -> Held:
    return Held(ChildClass[what], _day(since), state == StandingState.ENDED, restricted)


def _parent(
    relation: str, status: list[str], judged: bool, declared: str | None, away: list[Any] | None, bad: list[Any] | None
) -> Parent:
    return Parent(
        relation=GuardianRelation[relation],
        status=frozenset([ParentSpecialStatus[one] for one in status]),
        disabilities=tuple([Disability(DisabilityType[kind], DisabilityGrade[grade]) for kind, grade in bad or ()]),
        incapacity_judged=judged,
        declared_missing_on=_day(declared) if declared else None,
        away=tuple([_away(*one) for one in away or ()]),
    )


def _away(since: str, until: str | None, purpose: str, division: int | None, abroad: bool, within_core: bool) -> Away:
    return Away(_day(since), _day(until) if until else None, AwayPurpose[purpose], division, abroad, within_core)


def _disability(grade: str, kind: str | None, card: bool | None) -> Disability:
    return Disability(_maybe(DisabilityType, kind), DisabilityGrade[grade], card)


def _judged(what: str, is_class: bool, holds: bool, since: str, decided_on: str) -> Judged:
    known = ChildClass[what] if is_class else DifficultyCategory[what]
    return Judged(known, holds, _day(since), _day(decided_on))


def _kept(category: str, state: str, since: str) -> Kept:
    return Kept(DifficultyCategory[category], DifficultyState[state], _day(since))


def _filed(status: str, on: str, aftercare_on: str | None) -> Filed:
    return Filed(FileStatus[status], _day(on), _day(aftercare_on) if aftercare_on else None)


def _entrusted(key: str, *days: str | None) -> Entrusted:
    concluded, starts, ends, replaced = (_day(day) if day else None for day in days)
    assert concluded is not None  # noqa: S101 (only concluded ones are loaded)
    return Entrusted(UUID(key), concluded, starts, ends, replaced)


def _history(rows: Sequence[Any], risk: RiskLevel, rating: GuardianshipRating) -> tuple[Level, ...]:
    """Give the levels by their days, beginning with the ones before the first assessment; the last are the child's."""
    first_risk = next((RiskLevel[one[3]] for one in rows if one[1] and one[3]), risk)
    first_rating = next((GuardianshipRating[one[4]] for one in rows if one[2] and one[4]), rating)
    levels = [Level(None, first_risk, first_rating)]
    for on, new_risk, new_rating, *_ in rows:
        before = levels[-1]
        levels.append(
            Level(
                _day(on),
                RiskLevel[new_risk] if new_risk else before.risk,
                GuardianshipRating[new_rating] if new_rating else before.rating,
            )
        )
    # A ledger that was imported later may say another level than the last assessment: it holds from then on.
    levels[-1] = Level(levels[-1].since, risk, rating)
    return tuple(levels)


_day = date.fromisoformat
_C = TypeVar("_C", bound=Code)


def _maybe(codes: type[_C], value: str | None) -> _C | None:
    return None if value is None else codes[value]
