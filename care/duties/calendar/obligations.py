"""What a calendar may ask for: each with the rule that asks, the kind of duty it makes, and how its periods run."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from records.codes import CalendarDuty, DutyKind


class Course(Enum):
    """How the periods of an obligation run."""

    DAYS = auto()  # by days of the year that the rule names
    PERIODS = auto()  # so many times a year, or once in an interval of whole months
    IN_HOLIDAY = auto()
    BEFORE_HOLIDAY = auto()
    ROLLING = auto()  # once in an interval of whole months; what comes late makes good what was left out


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation: `rule` is the key of the rule that asks for it; `calendar.owedBy[code]` says of whom."""

    code: CalendarDuty
    kind: DutyKind
    rule: str
    course: Course


OBLIGATIONS: Final = (
    Obligation(CalendarDuty.SPOT_CHECK_SUMMARY, DutyKind.SUBMISSION, "report.spotCheckSummary", Course.DAYS),
    Obligation(CalendarDuty.PROGRESS_REPORT, DutyKind.SUBMISSION, "report.progress", Course.DAYS),
    Obligation(CalendarDuty.INFORMATION_ARTICLE, DutyKind.SUBMISSION, "calendar.article.perYear", Course.PERIODS),
    Obligation(CalendarDuty.INSPECTION, DutyKind.SUBMISSION, "calendar.inspection.perYear", Course.PERIODS),
    Obligation(CalendarDuty.FILE_SPOT_CHECK, DutyKind.FILE_SPOT_CHECK, "file.spotCheck.perYear", Course.PERIODS),
    Obligation(CalendarDuty.SYSTEM_UPDATE, DutyKind.SYSTEM_UPDATE, "system.update.maxInterval", Course.ROLLING),
    Obligation(CalendarDuty.SAFETY_EVENT, DutyKind.SAFETY_EVENT, "safety.event.perYear", Course.PERIODS),
    Obligation(CalendarDuty.SAFETY_TALK, DutyKind.SAFETY_EVENT, "safety.talk.perHoliday", Course.IN_HOLIDAY),
    Obligation(
        CalendarDuty.SAFETY_LECTURE, DutyKind.SAFETY_EVENT, "safety.lecture.beforeHoliday", Course.BEFORE_HOLIDAY
    ),
)
OWED_BY: Final = "calendar.owedBy"
CODES: Final = frozenset(one.code for one in OBLIGATIONS)
