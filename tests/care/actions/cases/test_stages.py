"""Stages: each intervention belongs to one, and a place knows those that its rules name."""

from datetime import date

import pytest

from care.actions.cases.stages import named, stage_of
from care.duties.law import Law
from care.rulebooks.library import packaged
from records.codes import Intervention, LoopStage

LAW = Law(packaged())
ON = date(2026, 3, 2)


@pytest.mark.parametrize("done", Intervention)
def test_every_intervention_comes_after_the_report(done: Intervention) -> None:
    assert stage_of(done) is not LoopStage.MANDATORY_REPORT


def test_what_is_done_on_the_spot_is_no_measure_towards_the_guardian() -> None:
    assert stage_of(Intervention.STOP) is LoopStage.EMERGENCY_HANDLING
    assert stage_of(Intervention.LEGAL_AID) is LoopStage.ASSESSMENT_AID
    assert stage_of(Intervention.PROTECTION_ORDER) is LoopStage.GUARDIANSHIP_INTERVENTION


@pytest.mark.parametrize("stage", LoopStage)
@pytest.mark.parametrize("place", [530102001001, 350102001001])
def test_all_stages_are_known_where_the_rules_name_all_four_or_none(stage: LoopStage, place: int) -> None:
    assert named(stage, LAW.at(place, ON)) is stage
