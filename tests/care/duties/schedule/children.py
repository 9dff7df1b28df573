"""Made-up children and events, as the schedule is asked about them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from care.duties.derived import Classified, Difficulty, KeyReason, Owed, Standing
from care.duties.facts import Event, Facts, Level
from care.duties.law import Law
from care.duties.schedule import Schedule, schedule
from care.rulebooks.library import library, packaged
from records.codes import (
    DatePrecision,
    DutyKind,
    FileStatus,
    GuardianshipRating,
    HukouType,
    KeyChildReason,
    RiskLevel,
    VisitMode,
    VisitOutcome,
)
from tests.support.scenes import VILLAGES

LAW = Law(packaged())
CHILD = UUID("01900000-0000-7000-8000-000000000001")
MADE_UP = 860000000000

day = date.fromisoformat


def event(on: str | date, mode: VisitMode = VisitMode.HOUSEHOLD, outcome: VisitOutcome = VisitOutcome.MET) -> Event:
    """Make an event with a key that follows from what it is."""
    when = day(on) if isinstance(on, str) else on
    return Event(uuid5(CHILD, f"{when}{mode}{outcome}"), when, mode, outcome)


def call(on: str | date) -> Event:
    """Make a contact by phone."""
    return event(on, VisitMode.PHONE)


def child(place: str, registered: str = "2026-01-01", *events: Event, **facts: Any) -> Facts:
    """Make a child in a jurisdiction's village; `risk` and `rating` are its only levels unless `levels` are given."""
    level = Level(None, facts.pop("risk", RiskLevel.UNRATED), facts.pop("rating", GuardianshipRating.UNRATED))
    usual = Facts(
        id=CHILD,
        division=VILLAGES.get(place, MADE_UP),
        birth=day("2016-05-01"),
        birth_precision=DatePrecision.DAY,
        registered_on=day(registered),
        file_status=FileStatus.OPEN,
        hukou_division=None,
        hukou_type=HukouType.RURAL,
        lives_at=None,
        resident_id_missing=None,
        single_parent=None,
        boarding=None,
        school_status=None,
        condition=None,
        mind_noted=False,
        health=frozenset(),
        disability=None,
        carer=None,
        levels=(level,),
        parents=(),
        stated_classes=frozenset(),
        stated_categories=frozenset(),
        judged=(),
        classes=(),
        reasons=(),
        events=events,
    )
    return replace(usual, **facts)


def classified(
    *reasons: KeyChildReason,
    since: str = "2020-01-01",
    standings: Iterable[Standing] = (),
    difficulties: Iterable[Difficulty] = (),
) -> Classified:
    """Say what the law makes of a child: its key reasons, all since one day, its classes and categories."""
    found = tuple(KeyReason(reason, day(since), "某文件") for reason in reasons)
    return Classified(tuple(standings), tuple(difficulties), found, None)


def owed(facts: Facts, on: str | date, what: Classified | None = None, law: Law = LAW) -> Schedule:
    """Give the schedule of a child on a day."""
    return schedule(facts, what or classified(), law, day(on) if isinstance(on, str) else on)


def of_kind(found: Schedule, kind: DutyKind) -> list[Owed]:
    """Give the duties of one kind, in order."""
    return [one for one in found.duties if one.kind is kind]


def still_open(found: Schedule, kind: DutyKind, on: str) -> Owed:
    """Give the one duty of a kind that can still be done on a day."""
    (one,) = [
        one for one in of_kind(found, kind) if not one.done_on and (one.closes_on is None or one.closes_on >= day(on))
    ]
    return one


def law(*texts: str) -> Law:
    """Make the law of a made-up place from rulebook files, with the platform's defaults."""
    defaults = packaged().defaults
    found = library((f"{place}.toml", text) for place, text in enumerate(texts))
    return Law(found if defaults is None else found.with_layer(defaults))
