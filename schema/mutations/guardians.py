"""Mutations of guardians and their absences."""

from care.actions import add_guardian as adding
from care.actions import record_departure as departing
from care.actions import record_return as returning
from care.actions import update_guardian as updating
from schema.context import Info
from schema.inputs.guardians import AddGuardianInput, RecordDepartureInput, RecordReturnInput, UpdateGuardianInput
from schema.mutations.commands import command_of
from schema.payloads import GuardianPayload
from schema.perform import perform


async def add_guardian(info: Info, input: AddGuardianInput) -> GuardianPayload:
    """Add a guardian to a child."""
    done: GuardianPayload = await perform(
        info, adding.add_guardian, command_of(adding.AddGuardian, input, child_id="child")
    )
    return done


async def update_guardian(info: Info, input: UpdateGuardianInput) -> GuardianPayload:
    """Change facts of a guardian."""
    command = command_of(updating.UpdateGuardian, input, id="guardian")
    done: GuardianPayload = await perform(info, updating.update_guardian, command)
    return done


async def record_departure(info: Info, input: RecordDepartureInput) -> GuardianPayload:
    """Begin an absence."""
    command = command_of(departing.RecordDeparture, input, guardian_id="guardian")
    done: GuardianPayload = await perform(info, departing.record_departure, command)
    return done


async def record_return(info: Info, input: RecordReturnInput) -> GuardianPayload:
    """End an absence."""
    command = command_of(returning.RecordReturn, input, guardian_id="guardian")
    done: GuardianPayload = await perform(info, returning.record_return, command)
    return done
