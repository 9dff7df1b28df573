"""Rounds of screening: a village has one in each period in which its children owe a screening (YN-B1 to B3)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from care.divisions.tree import prefecture_of
from care.duties.derived import Owed
from care.duties.law import Law
from care.duties.schedule.course import course_of
from care.duties.schedule.periods import Period, period_named
from records.codes import DutyKind
from records.ids import uuid7
from records.screening import screening_round
from tenants.work import Work

_RULED: Final = ("phone_ordinary", "phone_key", "citation", "rule_version")


async def open_rounds(work: Work, law: Law, owed: Iterable[tuple[int, Owed]]) -> None:
    """Open the rounds that the screenings of villages (12-digit codes) belong to, and keep their rules up to date."""
    found = {
        (village, period_named(one.period, one.due_on))
        for village, one in owed
        if one.kind is DutyKind.SCREENING and one.period is not None
    }
    if not found:
        return
    villages, names = {village for village, _ in found}, {period.name for _, period in found}
    asked = select(screening_round.c.division, screening_round.c.period, screening_round.c.rule_version)
    on_file = await work.all(asked.where(screening_round.c.division.in_(villages), screening_round.c.period.in_(names)))
    known = {(row["division"], row["period"]): row["rule_version"] for row in on_file}
    in_order = sorted(found, key=lambda one: (one[0], one[1].name))
    rows = [row for village, period in in_order for row in _rows(work, law, village, period)]
    # Rows that stand as they should are not touched: whoever records visits in a village would wait for each other.
    made = [row for row in rows if (row["division"], row["period"]) not in known]
    await work.many(insert(screening_round).on_conflict_do_nothing(), made)
    for row in rows:
        if known.get((row["division"], row["period"]), row["rule_version"]) != row["rule_version"]:
            same = (screening_round.c.division == row["division"], screening_round.c.period == row["period"])
            await work.run(update(screening_round).where(*same).values({name: row[name] for name in _RULED}))


def _rows(work: Work, law: Law, village: int, period: Period) -> Iterator[dict[str, Any]]:
    day = min(work.now.date(), period.last)
    screening = course_of(law, village).at(day).screening
    if screening is not None:
        yield {
            "id": uuid7(),
            "division": village,
            "prefecture": prefecture_of(village) or village,
            "period": period.name,
            "starts_on": period.first,
            "due_on": period.last,
            "phone_ordinary": screening.phone_ordinary,
            "phone_key": screening.phone_key,
            "citation": screening.key_ground.citation,
            "rule_version": law.at(village, day).version,
            "opened_at": work.now,
        }
