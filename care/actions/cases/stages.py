"""How far a case has come: the stage follows from what was done, and never goes back (云民规〔2019〕3号 (八))."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Update, case, update

from care.actions.cases.sight import InHand
from care.rulebooks.rulebook import Rulebook
from records.case import care_case
from records.codes import Intervention, LoopStage
from tenants.work import Work

_ORDER: Final = tuple(LoopStage)
# What is done on the spot, by whoever is there; what helps; the rest are measures towards the guardian.
_AT_ONCE = frozenset({Intervention.DISSUADE, Intervention.STOP, Intervention.TEMP_CARE})
_AID = frozenset({Intervention.LEGAL_AID})


def stage_of(done: Intervention) -> LoopStage:
    """Give the stage that an intervention belongs to."""
    if done in _AT_ONCE:
        return LoopStage.EMERGENCY_HANDLING
    return LoopStage.ASSESSMENT_AID if done in _AID else LoopStage.GUARDIANSHIP_INTERVENTION


def named(stage: LoopStage, book: Rulebook) -> LoopStage:
    """Give the stage as the place knows it: where its rules name the stages, the last of them that is no later."""
    stages = book.codes("loop.stages")
    earlier = [one for one in _ORDER[: _ORDER.index(stage) + 1] if not stages or one.value in stages]
    return earlier[-1] if earlier else stage


async def reach(work: Work, one: InHand, stage: LoopStage, book: Rulebook) -> None:
    """Let a case come to a stage, if it is not further already, and mark it as changed."""
    row = update(care_case).where(care_case.c.id == one.key)
    await _advance(work, row, named(stage, book))
    await work.run(row.values(version=care_case.c.version + 1, updated_at=work.now))


async def assessed(work: Work, child: UUID, on: date, book: Rulebook) -> None:
    """Let the running case of a child that was assessed come to that stage; one overseen from above stays untouched."""
    running = update(care_case).where(
        care_case.c.child_id == child, care_case.c.closed_at.is_(None), care_case.c.opened_on <= on
    )
    await _advance(work, running, named(LoopStage.ASSESSMENT_AID, book))


async def _advance(work: Work, rows: Update, stage: LoopStage) -> None:
    place = case({each.value: number for number, each in enumerate(_ORDER)}, value=care_case.c.stage)
    await work.run(rows.where(place < _ORDER.index(stage)).values(stage=stage, updated_at=work.now))
