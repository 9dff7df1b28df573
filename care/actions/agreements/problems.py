"""What is wrong with a carer while it lasts, and what closes it: improvement or a new carer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from care.actions.agreements.duties import fulfil, owe, promptly, void
from care.actions.common.sight import opened
from care.duties.agreements.steps import CIRCUMSTANCES, owing
from care.rulebooks.rulebook import Rulebook
from policies.caller import Caller
from policies.scope import EVERYTHING
from records.agreement import carer_problem, carer_step
from records.codes import CarerOutcome, CarerStep, ReportCircumstance
from records.ids import uuid7
from tenants.work import Work

KIND = "carerProblem"
_A_REPORT = "report"
# What a new carer makes needless; the parents chose it, so they know.
_DONE_BY_A_NEW_ONE = (CarerStep.REPLACE, CarerStep.INFORM_PARENTS)


async def open_problem(work: Work, child: UUID) -> asyncpg.Record | None:
    """Load and lock the problem with a child's carer that is not closed."""
    asked = select(carer_problem).where(carer_problem.c.child_id == child, carer_problem.c.closed_on.is_(None))
    return await work.one(asked.with_for_update())


async def steps_of(work: Work, problem: UUID) -> dict[CarerStep, date]:
    """Give the steps that were taken, each with the first day of it."""
    asked = select(carer_step.c.step, carer_step.c.taken_on).where(carer_step.c.problem_id == problem)
    rows = await work.all(asked.order_by(carer_step.c.taken_on.desc()))
    return {CarerStep[row["step"]]: row["taken_on"] for row in rows}


async def take_steps(
    work: Work, by: str, problem: UUID, child: Mapping[str, Any], steps: Iterable[CarerStep], on: date
) -> None:
    """Write down that steps were taken on a day."""
    of_child = {"child_id": child["id"], "division": child["division"], "problem_id": problem, "recorded_by": by}
    stamps = {"taken_on": on, "created_at": work.now, "updated_at": work.now}
    rows: list[dict[str, Any]] = [{"id": uuid7(), "step": one, **of_child, **stamps} for one in steps]
    if rows:
        await work.many(insert(carer_step), rows)


async def settle_steps(
    work: Work, child: asyncpg.Record, book: Rulebook, problem: UUID, outcome: CarerOutcome | None, on: date
) -> None:
    """Owe the steps that the rules ask by now, and mark those that were taken."""
    taken, subject = await steps_of(work, problem), (KIND, problem)
    asked = owing(book, outcome)
    await owe(work, child, book, subject, [promptly(book, one.name, one.steps, on, one.ground) for one in asked])
    for one in asked:
        days = [taken[way] for way in one.steps if way in taken]
        if days:
            await fulfil(work, child["id"], subject, [one.name], min(days))


async def close_problem(work: Work, problem: UUID, on: date, *, but: Sequence[CarerStep] = ()) -> None:
    """Close a problem; what is still owed of it is void, save a report that has to be made all the same."""
    its = update(carer_problem).where(carer_problem.c.id == problem)
    await work.run(its.values(closed_on=on, updated_at=work.now))
    await void(work, (KIND, problem), but=but)


async def carer_was_replaced(work: Work, caller: Caller, child: asyncpg.Record, on: date) -> None:
    """Close the problem with a carer who was replaced; where its report is owed, it stays so."""
    found = await open_problem(work, child["id"])
    if found is None:
        return
    on = max(on, found["found_on"])
    await take_steps(work, caller.subject, found["id"], child, (CarerStep.REPLACE,), on)
    await fulfil(work, child["id"], (KIND, found["id"]), _DONE_BY_A_NEW_ONE, on)
    await close_problem(work, found["id"], on, but=(CarerStep.REPORT,))


async def note_report(
    work: Work, children: Sequence[UUID], circumstances: Iterable[ReportCircumstance], on: date
) -> None:
    """Let a report that was filed of unfit carers be the step that was owed, wherever the children live.

    Who filed it is written nowhere here.
    """
    if not children or not set(circumstances) & set(CIRCUMSTANCES):
        return
    async with opened(work, EVERYTHING):
        asked = select(carer_problem).where(carer_problem.c.child_id.in_(children))
        latest = {row["child_id"]: row for row in await work.all(asked.order_by(carer_problem.c.id))}
        for key, row in latest.items():
            if on < row["found_on"]:
                continue
            if row["closed_on"] is None:
                its = {"id": key, "division": row["division"]}
                await take_steps(work, _A_REPORT, row["id"], its, (CarerStep.REPORT,), on)
            await fulfil(work, key, (KIND, row["id"]), (CarerStep.REPORT,), on)
