"""Looking for villages that changed: what their rows look like now, against what they looked like at the last look."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert

from records.benefit import benefit
from records.child import child
from records.duty import duty
from records.need import need
from records.report import report, report_recipient
from records.statistics import stat_village
from records.trainee import trainee, training
from records.work_log import work_log_line
from tenants.work import Work


async def look(work: Work) -> bool:
    """Look at every village once, and mark those that look otherwise or were not counted today; tells if any is."""
    await work.run(_marking(work))
    return bool(await work.value(select(stat_village.c.division).where(stat_village.c.stale).limit(1)))


def _marking(work: Work) -> Insert:
    seen = _looks().subquery("seen")
    at: ColumnElement[Any] = bindparam(None, work.now, DateTime(timezone=True), unique=True)
    names = ["division", "looks", "looked_at", "stale"]
    row = upsert(stat_village).from_select(names, select(seen.c.division, seen.c.looks, at, cast(true(), Boolean)))
    its, new = stat_village.c, row.excluded
    today: ColumnElement[Any] = bindparam(None, work.now.date(), Date, unique=True)
    stale = or_(its.stale, its.looks.is_distinct_from(new.looks), its.counted_on.is_distinct_from(today))
    changed = {"looks": new.looks, "looked_at": new.looked_at, "stale": stale}
    return row.on_conflict_do_update(index_elements=["division"], set_=changed)


def _looks() -> Select[tuple[int, str]]:
    """Write what the rows of each village look like: a digest of how many there are, and when the last was written.

    Null is a village that was counted once and has none left.
    """
    turns = func.sum(child.c.changes_on - literal(date(2000, 1, 1)))
    known = select(stat_village.c.division, literal(0, Integer), cast(null(), DateTime(timezone=True)), literal(0))
    sent = select(report.c.division, func.count(), func.max(report_recipient.c.updated_at), literal(0))
    trained = select(trainee.c.division, func.count(), func.max(training.c.recorded_at), literal(0))
    # A household's benefit is its children's, wherever these are.
    shared = select(child.c.division, func.count(), func.max(benefit.c.updated_at), literal(0))
    looks = [
        select(child.c.division.label("division"), func.count().label("n"), func.max(child.c.updated_at).label("at"),
               cast(func.coalesce(turns, 0), BigInteger).label("turns")).group_by(child.c.division),
        known,
        *(
            select(one.c.division, func.count(), func.max(at), literal(0)).group_by(one.c.division)
            for one, at in (
                *((one, one.c.updated_at) for one in (duty, need, report, trainee, benefit)),
                (work_log_line, work_log_line.c.recorded_at),
            )
        ),
        sent.join_from(report, report_recipient).group_by(report.c.division),
        trained.join_from(trainee, training, training.c.trainee_id == trainee.c.id).group_by(trainee.c.division),
        shared.join_from(child, benefit, benefit.c.household_id == child.c.household_id).group_by(child.c.division),
    ]  # fmt: skip
    every = looks[0].union_all(*looks[1:]).subquery()
    rows = func.sum(every.c.n)
    digest = func.md5(func.concat(rows, " ", cast(func.max(every.c.at), Text), " ", func.sum(every.c.turns)))
    return select(every.c.division, case((rows > 0, digest)).label("looks")).group_by(every.c.division)
