"""Catching up with places: what time, moves, ledgers and new rules have changed for townships is derived anew."""

from collections.abc import Iterable

from sqlalchemy import select

from care.duties.law import Law, law_of
from care.duties.places.patrols import INTERVAL
from care.duties.places.settle import settle_places
from policies.scope import EVERYTHING
from records.child import child
from records.codes import DutyKind
from records.duty import duty
from tenants.work import Work

BATCH = 200


async def catch_up_places(work: Work) -> int:
    """Derive townships anew whose patrols do not stand as they should; gives how many, `BATCH` if there may be more.

    Whatever is missing is found again by looking, so that nothing has to be remembered over a pause or a kill.
    """
    await work.widen(EVERYTHING)
    law = await law_of(work)
    with_children = {row["township"] for row in await work.all(select(child.c.township).distinct())}
    ripe = sorted(await _ripe(work, law, with_children))[:BATCH]
    await settle_places(work, ripe, law=law)
    return len(ripe)


async def _ripe(work: Work, law: Law, with_children: Iterable[int]) -> set[int]:
    """Give the townships whose open patrol is missing, rests on other rules than today's, or is owed no longer."""
    today = work.now.date()
    open_ones = select(duty.c.division, duty.c.rule_version, duty.c.basis, duty.c.closes_on).where(
        # A range of keys: no index knows the kind alone.
        duty.c.natural_key >= f"{DutyKind.TOWNSHIP_PATROL}:",
        duty.c.natural_key < f"{DutyKind.TOWNSHIP_PATROL};",
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
    )
    standing: dict[int, tuple[str, str]] = {}
    others: set[int] = set()
    for row in await work.all(open_ones):
        others.add(row["division"])
        if row["closes_on"] is None or row["closes_on"] >= today:
            standing[row["division"]] = (row["rule_version"], row["basis"])
    ripe = set()
    for place in others.union(with_children):
        book = law.at(place, today)
        rule = book.rule(INTERVAL)
        wanted = None if rule is None else (book.version, rule.basis.value)
        if standing.get(place) != wanted:
            ripe.add(place)
    return ripe
