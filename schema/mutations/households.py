"""Mutations of households and of what they and their children receive."""

from care.actions import record_benefit as recording
from care.actions import update_household as updating
from schema.context import Info
from schema.inputs.households import RecordBenefitInput, UpdateHouseholdInput
from schema.mutations.commands import command_of
from schema.payloads import BenefitPayload, HouseholdPayload
from schema.perform import perform


async def update_household(info: Info, input: UpdateHouseholdInput) -> HouseholdPayload:
    """Change facts of a household."""
    command = command_of(updating.UpdateHousehold, input, id="household")
    done: HouseholdPayload = await perform(info, updating.update_household, command)
    return done


async def record_benefit(info: Info, input: RecordBenefitInput) -> BenefitPayload:
    """Record how a benefit stands."""
    command = command_of(recording.RecordBenefit, input, child_id="child", household_id="household")
    done: BenefitPayload = await perform(info, recording.record_benefit, command)
    return done
