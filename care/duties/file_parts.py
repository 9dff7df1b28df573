"""What makes the parts of a child's file complete: what nobody has written down is lacking (docs/decisions/0023)."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from records.benefit import benefit
from records.codes import FileSection, VisitOutcome
from records.guardian import guardian
from records.visit import visit
from records.visit_finding import visit_finding
from records.work_log import work_log_line

_NOTHING: Final = literal([], ARRAY(Text))


def lacks(row: Any) -> ColumnElement[Any]:
    """Name what the part `section` of a file lacks (`row` has the columns of `child`, and `section`)."""
    return case(
        *((row.c.section == section.value, lacking) for section, lacking in _missing(row).items()), else_=_NOTHING
    )


def complete(row: Any) -> ColumnElement[bool]:
    """Ask that the law of its place names parts of a file, and that none lacks anything (`row` as for `lacks`)."""
    named = [(row.c.file_parts.contains([section.value]), lacking) for section, lacking in _missing(row).items()]
    return and_(
        func.cardinality(row.c.file_parts) > 0, *(~asked | (func.cardinality(one) == 0) for asked, one in named)
    )


def _missing(row: Any) -> dict[FileSection, ColumnElement[Any]]:
    return {
        FileSection.BASIC: _basics(row),
        FileSection.VISITS: _visits(row),
        FileSection.WORK_LOG: _unless("workLog", or_(_visited(row), _has(work_log_line, row))),
        FileSection.AID_RECORDS: _unless("benefits", _aid(row)),
        FileSection.PROBLEMS_AND_SOLUTIONS: _unless("solutions", ~_unsolved(row)),
    }


def _basics(row: Any) -> ColumnElement[Any]:
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


def _visits(row: Any) -> ColumnElement[Any]:
    """Name what the law asked of the latest visit and its record does not hold, or that there was no visit."""
    latest = (
        select(visit.c.missing_findings)
        .where(visit.c.child_id == row.c.id, *_met())
        .order_by(visit.c.occurred_at.desc(), visit.c.id.desc())
        .limit(1)
    )
    return func.coalesce(latest.correlate(row).scalar_subquery(), literal(["visits"], ARRAY(Text)))


def _aid(row: Any) -> ColumnElement[bool]:
    """Ask that aid is on file, or that somebody has looked what the child receives."""
    texts = [row.c[name].is_not(None) for name in ("education_aid", "medical_aid", "other_aid", "care_needs")]
    held = select(benefit.c.id).where(or_(benefit.c.child_id == row.c.id, benefit.c.household_id == row.c.household_id))
    looked = ("benefits_received", "living_security", "care_activity", "services")
    seen = or_(*(visit_finding.c[name].is_not(None) for name in looked))
    asked = select(visit_finding.c.visit_id).where(visit_finding.c.child_id == row.c.id, seen)
    return or_(*texts, held.correlate(row).exists(), asked.correlate(row).exists())


def _unsolved(row: Any) -> ColumnElement[bool]:
    told = and_(visit.c.problems.is_not(None), visit.c.solutions.is_(None), visit.c.corrected_by.is_(None))
    return select(visit.c.id).where(visit.c.child_id == row.c.id, told).correlate(row).exists()


def _visited(row: Any) -> ColumnElement[bool]:
    return select(visit.c.id).where(visit.c.child_id == row.c.id, *_met()).correlate(row).exists()


def _met() -> tuple[ColumnElement[bool], ...]:
    return visit.c.corrected_by.is_(None), visit.c.outcome == VisitOutcome.MET.value


def _has(table: Any, row: Any) -> ColumnElement[bool]:
    return select(table.c.id).where(table.c.child_id == row.c.id).correlate(row).exists()


def _unless(name: str, there: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((there, _NOTHING), else_=literal([name], ARRAY(Text)))
