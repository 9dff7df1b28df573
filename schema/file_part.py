"""The parts of a child's file that the law of its place asks for, each complete or with what it lacks."""

from typing import Any, ClassVar, Final

import strawberry
from sqlalchemy import ColumnElement, Text, and_, case, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, array

from policies.classes import FieldClass
from reads import json
from reads.sources import Computed, Many, Row, Rows, readable
from records.benefit import benefit
from records.child import child
from records.codes import FileSection, VisitOutcome
from records.guardian import guardian
from records.visit import visit
from records.visit_finding import visit_finding
from records.work_log import work_log_line

_ASKED = func.unnest(child.c.file_parts).table_valued("section", with_ordinality="place", name="asked").render_derived()
# One row for each part of each file: where the law of a place names no parts, its files have none here.
_PARTS = (
    select(*child.c, _ASKED.c.section, _ASKED.c.place).select_from(child.join(_ASKED, true())).subquery("file_part")
)
_NOTHING: Final = literal([], ARRAY(Text))


@strawberry.type(description="A part of a child's file: complete, or what it lacks.")
class FilePart:
    """A part of a child's file; `lacks` names fields of the child, or findings that a visit should have (VisitField).

    The rules name the parts (闽民童〔2024〕33号, item 8) and leave open what makes one complete: so a part lacks
    what nobody has written down, never what was looked for and is not there.
    """

    rows: ClassVar = Rows(_PARTS, "child")

    section: FileSection = readable(Computed(lambda row, _: json.joined(['"', row.c.section, '"'])), FieldClass.BASIC)
    complete: bool = readable(Computed(lambda row, _: _complete(row)), FieldClass.BASIC)
    lacks: list[str] = readable(Computed(lambda row, _: cast(func.array_to_json(_lacks(row)), Text)), FieldClass.FAMILY)


def _complete(row: Row) -> ColumnElement[str]:
    return case((func.cardinality(_lacks(row)) == 0, "true"), else_="false")


def _lacks(row: Row) -> ColumnElement[Any]:
    missing = {
        FileSection.BASIC: _basics(row),
        FileSection.VISITS: _visits(row),
        FileSection.WORK_LOG: _unless("workLog", or_(_visited(row), _has(work_log_line, row))),
        FileSection.AID_RECORDS: _unless("benefits", _aid(row)),
        FileSection.PROBLEMS_AND_SOLUTIONS: _unless("solutions", ~_unsolved(row)),
    }
    return case(*((row.c.section == section.value, lacks) for section, lacks in missing.items()), else_=_NOTHING)


def _basics(row: Row) -> ColumnElement[Any]:
    """Name what the form of registration asks for and leaves open."""
    open_ = {
        "ethnicity": row.c.ethnicity,
        "address": row.c.address,
        "hukouDivision": row.c.hukou_division,
        "schoolStatus": row.c.school_status,
        "guardianshipCondition": row.c.guardianship_condition,
    }
    named = [case((column.is_(None), name)) for name, column in open_.items()]
    nobody = case((_has(guardian, row), None), else_="guardians")
    lacking: array[Any] = array([*named, nobody], type_=Text)
    return func.array_remove(lacking, cast(None, Text))


def _visits(row: Row) -> ColumnElement[Any]:
    """Name what the law asked of the latest visit and its record does not hold, or that there was no visit."""
    latest = (
        select(visit.c.missing_findings)
        .where(visit.c.child_id == row.c.id, *_met())
        .order_by(visit.c.occurred_at.desc(), visit.c.id.desc())
        .limit(1)
    )
    return func.coalesce(latest.correlate(row).scalar_subquery(), literal(["visits"], ARRAY(Text)))


def _aid(row: Row) -> ColumnElement[bool]:
    """Ask that aid is on file, or that somebody has looked what the child receives."""
    texts = [row.c[name].is_not(None) for name in ("education_aid", "medical_aid", "other_aid", "care_needs")]
    held = select(benefit.c.id).where(or_(benefit.c.child_id == row.c.id, benefit.c.household_id == row.c.household_id))
    looked = ("benefits_received", "living_security", "care_activity", "services")
    seen = or_(*(visit_finding.c[name].is_not(None) for name in looked))
    asked = select(visit_finding.c.visit_id).where(visit_finding.c.child_id == row.c.id, seen)
    return or_(*texts, held.correlate(row).exists(), asked.correlate(row).exists())


def _unsolved(row: Row) -> ColumnElement[bool]:
    told = and_(visit.c.problems.is_not(None), visit.c.solutions.is_(None), visit.c.corrected_by.is_(None))
    return select(visit.c.id).where(visit.c.child_id == row.c.id, told).correlate(row).exists()


def _visited(row: Row) -> ColumnElement[bool]:
    return select(visit.c.id).where(visit.c.child_id == row.c.id, *_met()).correlate(row).exists()


def _met() -> tuple[ColumnElement[bool], ...]:
    return visit.c.corrected_by.is_(None), visit.c.outcome == VisitOutcome.MET.value


def _has(table: Any, row: Row) -> ColumnElement[bool]:
    return select(table.c.id).where(table.c.child_id == row.c.id).correlate(row).exists()


def _unless(name: str, there: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((there, _NOTHING), else_=literal([name], ARRAY(Text)))


OF_CHILD = Many(lambda row, other: other.c.id == row.c.id, lambda other: (other.c.place,))
