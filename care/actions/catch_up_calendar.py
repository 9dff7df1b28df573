"""Catching up with the calendar: what time, new offices, holidays and rules have changed is derived anew."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from care.duties.calendar import calendar_duties
from care.duties.calendar.facts import Holder
from care.duties.calendar.load import load_holders
from care.duties.calendar.obligations import CODES
from care.duties.calendar.settle import settle_holders, take_turns
from care.duties.calendar.wanted import Wanted
from care.duties.law import Law, law_of
from policies.scope import EVERYTHING
from records.duty import duty
from tenants.work import Work

BATCH = 200


@dataclass(frozen=True)
class _Standing:
    """How a duty stands on file: still to be done, or cancelled, or neither; and by which rules it was derived."""

    open: bool
    cancelled: bool
    version: str


_OnFile = Mapping[str, _Standing]  # by natural key


async def catch_up_calendar(work: Work) -> int:
    """Derive holders anew whose duties do not stand as they should; gives how many, `BATCH` if there may be more.

    Whatever is missing is found again by looking, so that nothing has to be remembered over a pause or a kill.
    """
    await work.widen(EVERYTHING)
    law = await law_of(work)
    on_file = await _on_file(work)
    holders = {one.name: one for one in await load_holders(work, law)}
    ripe = sorted(name for name in holders.keys() | on_file if _is_ripe(holders.get(name), law, work, on_file[name]))
    chosen = ripe[:BATCH]
    wanted = Wanted.named(chosen)
    await take_turns(work, wanted)
    await settle_holders(work, [holders[name] for name in chosen if name in holders], law, wanted)
    return len(chosen)


async def _on_file(work: Work) -> Mapping[str, _OnFile]:
    columns = (duty.c.natural_key, duty.c.division, duty.c.organisation_id, duty.c.rule_version, duty.c.closes_on)
    asked = select(*columns, duty.c.done_at, duty.c.cancelled_at).where(duty.c.calendar.in_(sorted(CODES)))
    today = work.now.date()
    found: dict[str, dict[str, _Standing]] = defaultdict(dict)
    for row in await work.all(asked):
        cancelled = row["cancelled_at"] is not None
        missed = row["closes_on"] is not None and row["closes_on"] < today
        standing = _Standing(row["done_at"] is None and not cancelled and not missed, cancelled, row["rule_version"])
        found[str(row["organisation_id"] or row["division"])][row["natural_key"]] = standing
    return found


def _is_ripe(holder: Holder | None, law: Law, work: Work, on_file: _OnFile) -> bool:
    """Tell whether a duty is missing, rests on other rules than today's, or is owed no longer."""
    today = work.now.date()
    keys = {owed.key for owed in calendar_duties(holder, law, today)} if holder else set()
    version = law.at(holder.division, today).version if holder else ""
    return not keys <= set(on_file) or any(
        (one.open and (key not in keys or one.version != version)) or (one.cancelled and key in keys)
        for key, one in on_file.items()
    )
