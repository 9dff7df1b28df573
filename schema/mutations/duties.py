"""Mutations of what places owe, and of visits that others make."""

from care.actions import accept_commission as accepting
from care.actions import agree_division_of_duties as agreeing
from care.actions import approve_phone_substitute as approving
from care.actions import commission_visit as commissioning
from care.actions import record_patrol as patrolling
from care.actions import record_screening as screening
from schema.context import Info
from schema.inputs.duties import (
    AcceptCommissionInput,
    AgreeDivisionOfDutiesInput,
    ApprovePhoneSubstituteInput,
    CommissionVisitInput,
    RecordPatrolInput,
    RecordScreeningInput,
)
from schema.mutations.commands import command_of
from schema.payloads import DutyPayload, ScreeningRoundPayload
from schema.perform import perform


async def record_patrol(info: Info, input: RecordPatrolInput) -> DutyPayload:
    """Record a patrol."""
    command = command_of(patrolling.RecordPatrol, input)
    done: DutyPayload = await perform(info, patrolling.record_patrol, command)
    return done


async def commission_visit(info: Info, input: CommissionVisitInput) -> DutyPayload:
    """Hand a visit on."""
    command = command_of(commissioning.CommissionVisit, input, child_id="child")
    done: DutyPayload = await perform(info, commissioning.commission_visit, command)
    return done


async def accept_commission(info: Info, input: AcceptCommissionInput) -> DutyPayload:
    """Take a visit over."""
    command = command_of(accepting.AcceptCommission, input, commission_id="commission")
    done: DutyPayload = await perform(info, accepting.accept_commission, command)
    return done


async def approve_phone_substitute(info: Info, input: ApprovePhoneSubstituteInput) -> DutyPayload:
    """Let a call stand in for a visit."""
    command = command_of(approving.ApprovePhoneSubstitute, input, child_id="child")
    done: DutyPayload = await perform(info, approving.approve_phone_substitute, command)
    return done


async def agree_division_of_duties(info: Info, input: AgreeDivisionOfDutiesInput) -> DutyPayload:
    """Record what two counties have agreed on."""
    command = command_of(agreeing.AgreeDivisionOfDuties, input, child_id="child")
    done: DutyPayload = await perform(info, agreeing.agree_division_of_duties, command)
    return done


async def record_screening(info: Info, input: RecordScreeningInput) -> ScreeningRoundPayload:
    """Record what a round of screening has done."""
    command = command_of(screening.RecordScreening, input, child_id="child")
    done: ScreeningRoundPayload = await perform(info, screening.record_screening, command)
    return done
