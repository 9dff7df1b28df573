"""The law as a client sees it: what holds in a place on a day with its sources, and the phases and targets of plans."""

from datetime import date
from typing import ClassVar

import strawberry

from care.divisions.tree import chain
from care.rulebooks import rulebook as law
from care.rulebooks.layer import Milestone as Written
from care.rulebooks.library import PLATFORM
from care.rulebooks.values import Amount, written
from policies.classes import FieldClass
from reads.errors import BadRead
from records.codes import DutyBasis, PlanPhase
from schema.context import Info
from schema.law import book_at, law_at
from schema.measures import Progress, measured
from schema.scalars import DivisionCode


@strawberry.type(description="A rule in force: its value, merged from every layer that speaks, and its sources.")
class Rule:
    """One effective value; `case` is what it is for (a level of risk, a circumstance), null for the general rule."""

    field_class: ClassVar = FieldClass.BASIC

    id: str
    key: str
    case: str | None
    value: str
    unit: str | None
    basis: DutyBasis
    sources: list[str]
    citation: str
    inferred: bool
    in_force_from: date | None
    in_force_until: date | None


@strawberry.type(description="The rules in force in a place on a day. What is not there is not ruled.")
class Rulebook:
    """The rules in force; `layers` go from the province down, `version` is the hash of their texts."""

    field_class: ClassVar = FieldClass.BASIC

    jurisdiction: str
    layers: list[str]
    on: date
    version: str
    rules: list[Rule]


@strawberry.type(description="A phase or a target of a plan, with its days.")
class Milestone:
    """A phase (from `startsOn` to `dueOn`) or a target; `precision` tells how exactly the text has the days.

    `measured` is null where the data cannot tell, and for whoever does not keep the calendar of the place.
    """

    field_class: ClassVar = FieldClass.BASIC

    id: str
    jurisdiction: str
    phase: PlanPhase | None
    zh: str
    en: str
    starts_on: date | None
    due_on: date
    precision: str
    citation: str
    measured: Progress | None


async def rulebook_of(info: Info, division: DivisionCode | None, on: date | None) -> Rulebook:
    """Answer with the rules of a place, the tenant's where none is named, on a day, today where none is named."""
    book = await book_at(info, _place(info, division), on)
    rules = [rule_of(one, book) for one in book.effective.values()]
    return Rulebook(
        jurisdiction=_jurisdiction(book),
        layers=[one.id for one in book.layers],
        on=book.on,
        version=book.version,
        rules=rules,
    )


async def milestones_of(info: Info, division: DivisionCode | None) -> list[Milestone]:
    """Answer with the phases and targets that hold in a place, the earliest first."""
    place = _place(info, division)
    found = list((await law_at(info, place)).library.milestones(chain(place)))
    reached = await measured(info, place, [one.text.measure for one in found if one.text.measure])
    return [_milestone(one, reached.get(one.text.measure or "")) for one in found]


def _place(info: Info, division: DivisionCode | None) -> int:
    if division is not None:
        return division
    if info.context.tenant is None:
        raise BadRead("BAD_USER_INPUT", "请指明区划（division）", "Name a division")
    return info.context.tenant.division


def rule_of(one: law.Effective, book: law.Rulebook) -> Rule:
    """Show one effective value of a rulebook, under the name of the place's lowest layer."""
    since, until = law.days(one.deciding)
    return Rule(
        id=f"{_jurisdiction(book)}/{one.name}@{book.on}",
        key=one.key,
        case=one.case,
        value=written(one.value),
        unit=one.value.unit if isinstance(one.value, Amount) else None,
        basis=DutyBasis[one.basis],
        sources=[f"{rule.layer_name} {rule.citation}：{rule.gist}" for rule in one.rules],
        citation=one.citation,
        inferred=any(rule.inferred for rule in one.deciding),
        in_force_from=since,
        in_force_until=until,
    )


def _jurisdiction(book: law.Rulebook) -> str:
    return book.layers[-1].id if book.layers else PLATFORM


def _milestone(one: Written, reached: Progress | None) -> Milestone:
    return Milestone(
        id=f"{one.layer}/{one.text.id}",
        jurisdiction=one.layer,
        phase=PlanPhase[one.text.phase] if one.text.phase else None,
        zh=one.text.zh,
        en=one.text.en,
        starts_on=one.text.begins,
        due_on=one.text.ends,
        precision=one.text.precision.upper(),
        citation=one.citation,
        measured=reached,
    )
