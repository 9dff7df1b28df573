"""Clocks: by which one a duty climbs, at which level it is owed, and what is announced where it is owed."""

from dataclasses import dataclass
from typing import Final

from care.divisions.tree import chain, level_of
from care.duties.reports.offices import OFFICES
from records.codes import AdminLevel, DutyKind, EscalationClock, ReportRecipient, TraineePost

# From the lowest up; a special zone stands where a county stands, and reports to the province.
RANKS: Final = {
    AdminLevel.VILLAGE: 0,
    AdminLevel.TOWNSHIP: 1,
    AdminLevel.COUNTY: 2,
    AdminLevel.SPECIAL_ZONE: 2,
    AdminLevel.PREFECTURE: 3,
    AdminLevel.PROVINCE: 4,
}
REPORTING: Final = frozenset({DutyKind.REPORT, DutyKind.REPORT_ACKNOWLEDGEMENT, DutyKind.ONWARD_REPORT})
_VISITS: Final = frozenset({DutyKind.CONTACT, DutyKind.HOUSEHOLD_VISIT, DutyKind.FOLLOW_UP, DutyKind.SCREENING})


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is owed, as far as its clock depends on it.

    `division` is the duty's place (12 digits), `to` and `whose` the recipients of a report that it names, `safety`
    tells that safety is at stake in that report.
    """

    kind: DutyKind
    division: int
    calendar: bool = False
    post: TraineePost | None = None
    to: ReportRecipient | None = None
    whose: ReportRecipient | None = None
    safety: bool = False

    @property
    def clock(self) -> EscalationClock:
        """Name the clock."""
        if self.kind in REPORTING:
            return EscalationClock.SAFETY_REPORT if self.safety else EscalationClock.REPORT
        if self.kind in _VISITS:
            return EscalationClock.VISIT
        return EscalationClock.SUBMISSION if self.calendar else EscalationClock.DUTY

    @property
    def owed_in(self) -> int:
        """Give the place (12 digits) that owes it: the levels above that one are told later.

        A report lies where it is overseen, above everybody who is implicated; whoever has to accept it or pass it on
        may stand higher, never lower.
        """
        return next(place for place in chain(self.division) if RANKS[level_of(place)] >= RANKS[self._lowest])

    @property
    def _lowest(self) -> AdminLevel:
        by = {DutyKind.REPORT_ACKNOWLEDGEMENT: self.to, DutyKind.ONWARD_REPORT: self.whose}.get(self.kind)
        office = OFFICES.get(by) if by else None
        if office is not None:
            return office.lowest
        return AdminLevel.TOWNSHIP if self.post is TraineePost.CHILD_SUPERVISOR else AdminLevel.VILLAGE
