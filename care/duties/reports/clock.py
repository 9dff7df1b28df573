"""The clock of a report: what the documents' words of urgency mean in hours and days.

At once, at the same time and at the first moment allow no delay: due when the matter became known. "Promptly" has no
number in any document: at once where safety is at stake, else hours that the platform gives and marks (reading A05).
Days are calendar days, the day of discovery not counted, to 24:00 of the last (reading A04).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from care.rulebooks.rulebook import Basis, Effective, Rulebook
from care.rulebooks.values import Amount
from records.codes import DutyBasis, ReportUrgency

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 3
# From the firmest to the one that has to be marked most.
_MARKS = (Basis.IN_FORCE, Basis.GUIDANCE, Basis.EXPIRED_BASIS, Basis.PLATFORM_DEFAULT)


@dataclass(frozen=True, slots=True)
class Clock:
    """When something is due; `default` is the platform's own rule where no document gives the number."""

    due_at: datetime
    default: Effective | None = None


def clock(urgency: ReportUrgency, since: datetime, rules: Rulebook, *, safety: bool) -> Clock:
    """Give when what is so urgent is due, counted from a moment; `safety` says what "promptly" means."""
    match urgency:
        case ReportUrgency.WITHIN_3_DAYS:
            return Clock(end_of_day(since, DAYS))
        case ReportUrgency.PROMPT if safety:
            default = ruled(rules, "prompt.safety")
            meant = ReportUrgency[str(default.value)]
            return Clock(end_of_day(since, DAYS) if meant is ReportUrgency.WITHIN_3_DAYS else since, default)
        case ReportUrgency.PROMPT | ReportUrgency.PERIODIC:
            default = ruled(rules, "prompt.administrative")
            return Clock(since + hours(default), default)
    return Clock(since)


def end_of_day(moment: datetime, days: int) -> datetime:
    """Give 24:00 of the day so many days after a moment's own."""
    last = moment.astimezone(ZONE).date() + timedelta(days=days + 1)
    return datetime.combine(last, time(), ZONE)


def hours(default: Effective) -> timedelta:
    """Give the length of a rule that counts hours."""
    assert isinstance(default.value, Amount)  # noqa: S101 (the dimension counts)
    return timedelta(hours=default.value.number)


def ruled(rules: Rulebook, key: str) -> Effective:
    """Give a rule that the platform's defaults always fill. Raises `LookupError` where they were taken away."""
    found = rules.rule(key)
    if found is None:
        raise LookupError(f"平台默认值缺少 {key} / the platform's defaults lack {key}")
    return found


def cited(*rules: Effective | None) -> str:
    """Cite rules, each source once."""
    return "；".join(dict.fromkeys(one.citation for one in rules if one is not None))


def named(*rules: Effective | None) -> str:
    """Name rules (`key[case]`), separated by blanks, as a duty names those behind it."""
    return " ".join(dict.fromkeys(one.name for one in rules if one is not None))


def resting(*rules: Effective | None) -> DutyBasis:
    """Tell on what an obligation rests that all of these rules make: what has to be marked most."""
    return DutyBasis[max((one.basis for one in rules if one is not None), key=_MARKS.index).value]
