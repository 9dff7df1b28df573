"""Mutations of a child's file as such."""

from care.actions import close_child_file as closing
from care.actions import reopen_child_file as reopening
from schema.context import Info
from schema.inputs.files import CloseChildFileInput, ReopenChildFileInput
from schema.mutations.commands import command_of
from schema.payloads import ChildPayload
from schema.perform import perform


async def close_child_file(info: Info, input: CloseChildFileInput) -> ChildPayload:
    """Close a child's file, or go a step towards that."""
    command = command_of(closing.CloseChildFile, input, id="child")
    done: ChildPayload = await perform(info, closing.close_child_file, command)
    return done


async def reopen_child_file(info: Info, input: ReopenChildFileInput) -> ChildPayload:
    """Open a child's file again."""
    command = command_of(reopening.ReopenChildFile, input, id="child")
    done: ChildPayload = await perform(info, reopening.reopen_child_file, command)
    return done
