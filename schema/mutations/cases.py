"""Mutations of cases."""

from care.actions import close_case as closing
from care.actions import complete_decision as completing
from care.actions import end_placement as ending
from care.actions import hold_conference as conferring
from care.actions import open_case as opening
from care.actions import place_child as placing
from care.actions import record_court_application as applying
from care.actions import record_intervention as intervening
from schema.context import Info
from schema.inputs.cases import (
    CloseCaseInput,
    CompleteDecisionInput,
    EndPlacementInput,
    HoldConferenceInput,
    OpenCaseInput,
    PlaceChildInput,
    RecordCourtApplicationInput,
    RecordInterventionInput,
)
from schema.mutations.commands import command_of
from schema.payloads import CasePayload, PlacementPayload
from schema.perform import perform


async def open_case(info: Info, input: OpenCaseInput) -> CasePayload:
    """Open a case."""
    kinds = {"child_id": "child", "report_ids": "report", "organisation_ids": "organisation"}
    done: CasePayload = await perform(info, opening.open_case, command_of(opening.OpenCase, input, **kinds))
    return done


async def hold_conference(info: Info, input: HoldConferenceInput) -> CasePayload:
    """Write a conference."""
    command = command_of(conferring.HoldConference, input, case_id="case", organisation_id="organisation")
    done: CasePayload = await perform(info, conferring.hold_conference, command)
    return done


async def complete_decision(info: Info, input: CompleteDecisionInput) -> CasePayload:
    """Say that a decision was done."""
    command = command_of(completing.CompleteDecision, input, decision_id="decision")
    done: CasePayload = await perform(info, completing.complete_decision, command)
    return done


async def record_intervention(info: Info, input: RecordInterventionInput) -> CasePayload:
    """Write an intervention."""
    command = command_of(intervening.RecordIntervention, input, case_id="case")
    done: CasePayload = await perform(info, intervening.record_intervention, command)
    return done


async def place_child(info: Info, input: PlaceChildInput) -> PlacementPayload:
    """Place a child."""
    kinds = {"case_id": "case", "organisation_id": "organisation", "entrusted_by_id": "organisation"}
    done: PlacementPayload = await perform(info, placing.place_child, command_of(placing.PlaceChild, input, **kinds))
    return done


async def end_placement(info: Info, input: EndPlacementInput) -> PlacementPayload:
    """End a placement."""
    command = command_of(ending.EndPlacement, input, placement_id="placement")
    done: PlacementPayload = await perform(info, ending.end_placement, command)
    return done


async def record_court_application(info: Info, input: RecordCourtApplicationInput) -> CasePayload:
    """Write an application to the court, or since when its ground holds."""
    command = command_of(applying.RecordCourtApplication, input, case_id="case")
    done: CasePayload = await perform(info, applying.record_court_application, command)
    return done


async def close_case(info: Info, input: CloseCaseInput) -> CasePayload:
    """Close a case."""
    done: CasePayload = await perform(info, closing.close_case, command_of(closing.CloseCase, input, case_id="case"))
    return done
