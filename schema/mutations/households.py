"""Mutations of households and of what they and their children receive."""

from care.actions import update_household as updating
from schema.context import Info
from schema.inputs.households import UpdateHouseholdInput
from schema.mutations.commands import command_of
from schema.payloads import HouseholdPayload
from schema.perform import perform


async def update_household(info: Info, input: UpdateHouseholdInput) -> HouseholdPayload:
    """Change facts of a household."""
    command = command_of(updating.UpdateHousehold, input, id="household")
    done: HouseholdPayload = await perform(info, updating.update_household, command)
    return done
