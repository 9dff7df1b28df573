"""What a calendar may ask for: each with the rule that asks, the kind of duty it makes, and how its periods run."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from care.rulebooks.rulebook import Rulebook
from records.codes import CalendarDuty, CalendarHolder, DutyKind, TraineePost


class Course(Enum):
    """How the periods of an obligation run."""

    DAYS = auto()  # by days of the year that the rule names
    PERIODS = auto()  # so many times a year, or once in an interval of whole months
    IN_HOLIDAY = auto()
    BEFORE_HOLIDAY = auto()
    ROLLING = auto()  # once in an interval of whole months; what comes late makes good what was left out


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation: `rule` is the key of the rule that asks for it, and `case` the rule's case.

    `calendar.owedBy[code]` says of whom, or the rule that `owed_by` names, or the obligation is one level's alone.
    `part` tells apart what is owed under one code.
    """

    code: CalendarDuty
    kind: DutyKind
    rule: str
    course: Course
    case: str | None = None
    owed_by: tuple[str, str] | None = None
    level: CalendarHolder | None = None
    part: str | None = None


def _training(rule: str, post: TraineePost, case: str | None = None) -> Obligation:
    part = f"{rule}:{post}"
    trainer = ("training.trainer", post.value)
    return Obligation(CalendarDuty.TRAINING, DutyKind.TRAINING, rule, Course.PERIODS, case, trainer, part=part)


def _demonstration(level: CalendarHolder) -> Obligation:
    rule = "training.demonstration.perYear"
    return Obligation(
        CalendarDuty.TRAINING, DutyKind.TRAINING, rule, Course.PERIODS, level.value, level=level, part="DEMONSTRATION"
    )


# Everyone of a post is trained each year (YN-G1, FJ-G3, XG-G3); by whom, the rule on trainers says (YN-G2).
COVERAGES: Final = {
    post: (_training("training.fullCoverage", post, post.value), _training(yearly, post))
    for post, yearly in (
        (TraineePost.CHILD_DIRECTOR, "training.director.perYear"),
        (TraineePost.CHILD_SUPERVISOR, "training.supervisor.perYear"),
    )
}
DEMONSTRATIONS: Final = (_demonstration(CalendarHolder.PREFECTURE), _demonstration(CalendarHolder.PROVINCE))


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
    *(one for coverages in COVERAGES.values() for one in coverages),
    *DEMONSTRATIONS,
)
OWED_BY: Final = "calendar.owedBy"
CODES: Final = frozenset(one.code for one in OBLIGATIONS)


def owed_by(asked: Obligation, book: Rulebook) -> frozenset[str]:
    """Give the kinds of holders that owe something by a rulebook; where no rule says whose it is, it is nobody's."""
    if asked.level is not None:
        return frozenset({asked.level.value}) if book.rule(asked.rule, asked.case) else frozenset()
    return book.codes(*(asked.owed_by or (OWED_BY, asked.code.value)))


def natural_key(asked: Obligation, holder: str, period: str, number: int = 1) -> str:
    """Give the natural key of a duty: kind, code, holder and period, its part, and its number from the second on."""
    parts = [asked.kind.value, asked.code.value, holder, period]
    return ":".join([*parts, *([asked.part] if asked.part else ()), *([str(number)] if number > 1 else ())])
