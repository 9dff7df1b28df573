"""Quiet hours: times of the local day (Asia/Shanghai) in which nobody is told of what is not urgent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one hour of the day (0 to 23) to another, over midnight where the second is the earlier; equal: never."""

    begins: int
    ends: int

    def over(self, moment: datetime) -> datetime | None:
        """Give the end of the quiet hours that a moment (in local time) lies in, None outside of them."""
        over_midnight = self.ends < self.begins
        begun, ended = moment.hour >= self.begins, moment.hour >= self.ends
        if (ended and not begun) if over_midnight else (ended or not begun):
            return None
        day = moment.date() + timedelta(days=over_midnight and begun)
        return datetime.combine(day, time(self.ends), moment.tzinfo)
