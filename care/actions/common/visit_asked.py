"""What the law asks of a visit's record, and what of that the record does not hold (rules of visits, part c).

A visit is never lost for a form that was not filled in: what is missing is told and kept with the visit, so that a
correction can bring it later. Only who sends findings is held to what a document obliges them to find out.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from care.actions.common.days import day_of
from care.actions.common.findings import Findings, Path, camel
from care.actions.common.visit_findings import AT, Columns
from care.duties.law import law_of
from care.duties.visit_fields import Asked, asked_of, asks
from policies.refusal import ErrorCode
from records.codes import (
    CarerRelation,
    ChildClass,
    StandingState,
    VisitField,
    VisitMode,
    VisitOutcome,
    YesNoUnknown,
)
from records.standing import standing
from tenants.work import Work

_ELSEWHERE: Final[Mapping[VisitField, Path]] = {
    VisitField.GUARDIAN_PERSON: (AT, "guardian"),
    VisitField.CARER_PERSON: (AT, "carer"),
    VisitField.VISIT_TIME: ("occurredAt",),
    VisitField.PROBLEMS: ("problems",),
    VisitField.SOLUTIONS: ("solutions",),
}
# Every visit has its time; where nothing is written down there was no problem, and a problem needs its solution anyway.
ALWAYS_THERE: Final = frozenset({VisitField.VISIT_TIME, VisitField.PROBLEMS, VisitField.SOLUTIONS})


def member_of(field: VisitField) -> Path:
    """Give the path of the input's member that records a field."""
    return _ELSEWHERE.get(field, (AT, camel(field.value.lower())))


async def check_asked(
    findings: Findings,
    work: Work,
    children: Sequence[Mapping[str, Any]],
    visit: Mapping[str, Any],
    columns: Columns | None,
    held: Callable[[Path], bool],
) -> dict[UUID, list[VisitField]]:
    """Give the fields that the law of each child's place asks on the visit's day and the record lacks, and tell them.

    `columns` are the findings so far, None for none. A missing member is refused with REQUIRED where a document obliges
    to it and `held(path)` says that whoever sends the record is held to it; else it is a warning.
    """
    if not asks(VisitMode[visit["mode"]], VisitOutcome[visit["outcome"]]):
        return {one["id"]: [] for one in children}
    day = day_of(visit["occurred_at"], work)
    law, classes = await law_of(work), await _classes(work, [one["id"] for one in children], day)
    missing: dict[UUID, list[VisitField]] = {}
    told: dict[Path, list[Asked]] = {}
    for one in children:
        asked = asked_of(law.at(one["division"], day), classes[one["id"]])
        lacking = [(each, path) for each in asked for path in _lacking(each.field, columns or {})]
        missing[one["id"]] = list(dict.fromkeys(each.field for each, _ in lacking))
        for each, path in lacking:
            told.setdefault(path, []).append(each)
    for path, reasons in told.items():
        citation = "；".join(dict.fromkeys(one.citation for one in reasons))
        if any(one.binding for one in reasons) and held(path):
            findings.require(path, citation)
        else:
            zh, en = "入户走访应当掌握，请补充", "is to be known from a household visit; add it"
            findings.warn(ErrorCode.REQUIRED, path, zh, en, citation)
    return missing


def _lacking(field: VisitField, columns: Columns) -> Iterator[Path]:
    """Give the first member without which a field is not known, if one is missing."""
    if field not in ALWAYS_THERE:
        path = member_of(field)
        needed = _needed(field, path, columns)
        yield from [member for column, member in needed if columns.get(column) is None][:1]


def _needed(field: VisitField, path: Path, columns: Columns) -> Iterator[tuple[str, Path]]:
    match field:
        case VisitField.GUARDIAN_PERSON:
            yield from (("guardian_relation", path), ("guardian_contact", (*path, "contact")))
        case VisitField.CARER_PERSON:
            yield "carer_relation", path
            if columns.get("carer_relation") != CarerRelation.NONE:
                yield from (("carer_sex", (*path, "sex")), ("carer_contact", (*path, "contact")))
        case VisitField.SERIOUS_ILLNESS:
            yield "serious_illness", path
            if columns.get("serious_illness") == YesNoUnknown.YES:
                yield "serious_illness_detail", (AT, "seriousIllnessDetail")
        case VisitField.DISABILITY:
            yield "disability", path
            if columns.get("disability") == YesNoUnknown.YES:
                yield "disability_grade", (AT, "disabilityGrade")
                # The list of types names four; any other one is written down.
                kind = "disability_detail" if columns.get("disability_type") is None else "disability_type"
                yield kind, (AT, "disabilityType")
        case _:
            yield field.value.lower(), path


async def _classes(work: Work, keys: Collection[UUID], on: date) -> dict[UUID, set[ChildClass]]:
    """Give the classes that the law has found children to be of on a day, as everybody who sees them may know.

    A child in difficulty for restricted reasons alone does not count as such: what is asked at its visits would tell.
    """
    held = standing.c.child_id.in_(keys), standing.c.state == StandingState.HELD, standing.c.since <= on
    found: dict[UUID, set[ChildClass]] = {key: set() for key in keys}
    for row in await work.all(select(standing.c.child_id, standing.c["class"]).where(*held, ~standing.c.restricted)):
        found[row["child_id"]].add(ChildClass[row["class"]])
    return found
