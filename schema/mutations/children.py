"""Mutations of children."""

from care.actions import move_child as moving
from care.actions import register_child as registering
from care.actions import review_class as reviewing
from care.actions import update_child as updating
from schema.context import Info
from schema.inputs.children import MoveChildInput, RegisterChildInput, ReviewClassInput, UpdateChildInput
from schema.mutations.commands import command_of
from schema.mutations.villages import settling
from schema.payloads import ChildPayload
from schema.perform import perform


async def register_child(info: Info, input: RegisterChildInput) -> ChildPayload:
    """Open the file of a child."""
    command = command_of(registering.RegisterChild, input, school_id="organisation", household_id="household")
    done: ChildPayload = await perform(info, settling(info, registering.register_child, command.division), command)
    return done


async def update_child(info: Info, input: UpdateChildInput) -> ChildPayload:
    """Change facts of a child."""
    command = command_of(updating.UpdateChild, input, id="child", school_id="organisation")
    done: ChildPayload = await perform(info, updating.update_child, command)
    return done


async def move_child(info: Info, input: MoveChildInput) -> ChildPayload:
    """Give a child to another village."""
    command = command_of(moving.MoveChild, input, id="child")
    done: ChildPayload = await perform(info, settling(info, moving.move_child, command.division), command)
    return done


async def review_class(info: Info, input: ReviewClassInput) -> ChildPayload:
    """Judge a class or a category of a child."""
    command = command_of(reviewing.ReviewClass, input, child_id="child")
    done: ChildPayload = await perform(info, reviewing.review_class, command)
    return done
