"""Mutations of the records that are kept of files and of the work itself."""

from care.actions import add_work_log_line as logging
from care.actions import record_spot_check as checking
from care.actions import record_system_update as updating
from schema.context import Info
from schema.inputs.file_records import AddWorkLogLineInput, RecordSpotCheckInput, RecordSystemUpdateInput
from schema.mutations.commands import command_of
from schema.payloads import DutyPayload, WorkLogPayload
from schema.perform import perform


async def add_work_log_line(info: Info, input: AddWorkLogLineInput) -> WorkLogPayload:
    """Add a line to the work log."""
    command = command_of(logging.AddWorkLogLine, input, child_id="child", trainee_id="trainee")
    done: WorkLogPayload = await perform(info, logging.add_work_log_line, command)
    return done


async def record_spot_check(info: Info, input: RecordSpotCheckInput) -> DutyPayload:
    """Record a spot check."""
    command = command_of(checking.RecordSpotCheck, input, child_id="child")
    done: DutyPayload = await perform(info, checking.record_spot_check, command)
    return done


async def record_system_update(info: Info, input: RecordSystemUpdateInput) -> DutyPayload:
    """Record an update of the system of record."""
    command = command_of(updating.RecordSystemUpdate, input)
    done: DutyPayload = await perform(info, updating.record_system_update, command)
    return done
