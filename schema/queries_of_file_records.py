"""Query fields of what is kept of files and of the work itself: ledgers, work logs, spot checks, system updates."""

from datetime import date
from typing import Annotated

import strawberry

from care.actions.common.sampling import MOST_FILES, sample, turn
from reads.errors import BadRead
from schema.answer import answer, answer_many
from schema.child import Child
from schema.context import Info
from schema.household import HOUSEHOLDS, Household, HouseholdWhere
from schema.ledgers import Ledgers, ledgers_of
from schema.paging import Connection
from schema.roots import page
from schema.scalars import DivisionCode
from schema.spot_check import SPOT_CHECKS, SpotCheck, SpotCheckWhere
from schema.system_update import UPDATES, PendingUpdate, SystemUpdate, SystemUpdateWhere, pending_updates
from schema.work_log import WorkLog, work_log_of


@strawberry.type
class FileRecordQueries:
    """What may be asked of the records of files and of the work."""

    @strawberry.field(metadata=page(HOUSEHOLDS), description="Households in sight: the file of one household each.")
    async def households(
        self,
        info: Info,
        where: HouseholdWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Household]:
        """Answer with a page of households."""
        return await answer(info)

    @strawberry.field(
        description="The ledgers that the rules of a day (today, where none is named) want kept in a place, line by"
        " line, filled with what is on file there now."
    )
    async def ledgers(self, info: Info, division: DivisionCode, on: date | None = None) -> Ledgers:
        """Answer with the ledgers of a place."""
        return await ledgers_of(info, division, on)

    @strawberry.field(
        description="The work log of a place from a day to a day, both included: what is on record, plus free lines;"
        " with a trainee, what that one did."
    )
    async def work_log(
        self,
        info: Info,
        division: DivisionCode,
        from_: Annotated[date, strawberry.argument(name="from")],
        until: date,
        trainee: strawberry.ID | None = None,
    ) -> WorkLog:
        """Answer with a work log."""
        return await work_log_of(info, division, from_, until, trainee)

    @strawberry.field(
        description="The files that a seed draws of a county's files under care, in the order of the draw; the same"
        " seed draws the same files again. For who may record spot checks."
    )
    async def spot_check_sample(self, info: Info, division: DivisionCode, seed: str, size: int) -> list[Child]:
        """Answer with a sample."""
        if not 1 <= size <= MOST_FILES:
            zh, en = f"抽样数量应在1到{MOST_FILES}之间", f"Draw 1 to {MOST_FILES} files"
            raise BadRead("BAD_USER_INPUT", zh, en)
        if "spotCheck:record" not in info.context.caller.permit.actions:
            return []
        drawn = sample(division, seed.strip(), size)
        found = await answer_many(
            info, lambda row: row.c.id.in_(drawn), lambda row: (turn(row, seed.strip()), row.c.id)
        )
        return list(found)

    @strawberry.field(
        metadata=page(SPOT_CHECKS),
        description="Spot checks of files, the latest first; above the county their numbers alone.",
    )
    async def spot_checks(
        self,
        info: Info,
        where: SpotCheckWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[SpotCheck]:
        """Answer with a page of spot checks."""
        return await answer(info)

    @strawberry.field(
        metadata=page(UPDATES), description="Updates of systems of record with their receipts, the latest first."
    )
    async def system_updates(
        self,
        info: Info,
        where: SystemUpdateWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[SystemUpdate]:
        """Answer with a page of updates."""
        return await answer(info)

    @strawberry.field(description="What the systems of record have still to be told of a place.")
    async def pending_system_updates(self, info: Info, division: DivisionCode) -> list[PendingUpdate]:
        """Answer for each system that the rules name there."""
        return await pending_updates(info, division)
