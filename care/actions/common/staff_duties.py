"""What actions derive anew when somebody was trained: the yearly trainings that the places around owe."""

from collections.abc import Iterable

from care.actions.common.calendar import settle_for
from care.divisions.tree import chain, level_of
from records.codes import AdminLevel
from tenants.work import Work

_OWING = (AdminLevel.COUNTY, AdminLevel.SPECIAL_ZONE, AdminLevel.PREFECTURE)


async def settle_trainings(work: Work, divisions: Iterable[int]) -> None:
    """Derive the trainings anew that counties and prefectures around places (12-digit codes) owe."""
    owing = {place for division in divisions for place in chain(division) if level_of(place) in _OWING}
    for place in sorted(owing):
        await settle_for(work, place)
