"""Mutations of the calendar: what was handed in, held and checked, and the holidays it follows."""

from care.actions import mend_hazard as mending
from care.actions import record_activity as holding
from care.actions import record_hazard_check as checking
from care.actions import save_holiday as closing
from care.actions import save_special_node as raising
from care.actions import send_work_report as telling
from care.actions import submit as submitting
from schema.context import Info
from schema.inputs.calendar import (
    MendHazardInput,
    RecordActivityInput,
    RecordHazardCheckInput,
    RecordSafetyEventInput,
    SaveHolidayInput,
    SaveSpecialNodeInput,
    SendWorkReportInput,
    SubmitInput,
)
from schema.mutations.commands import command_of
from schema.payloads import DutyPayload
from schema.payloads_of_calendar import (
    ActivityPayload,
    HazardCheckPayload,
    HolidayPayload,
    SpecialNodePayload,
    SubmissionPayload,
    WorkReportPayload,
)
from schema.perform import perform


async def submit(info: Info, input: SubmitInput) -> SubmissionPayload:
    """Hand in."""
    command = command_of(submitting.Submit, input, submission_id="submission")
    done: SubmissionPayload = await perform(info, submitting.submit, command)
    return done


async def record_safety_event(info: Info, input: RecordSafetyEventInput) -> DutyPayload:
    """Record a safety event, talk or lecture."""
    command = command_of(holding.RecordActivity, input, organisation_id="organisation")
    done: DutyPayload = await perform(info, holding.record_safety_event, command)
    return done


async def record_activity(info: Info, input: RecordActivityInput) -> ActivityPayload:
    """Record what was held for children."""
    command = command_of(holding.RecordActivity, input, organisation_id="organisation")
    done: ActivityPayload = await perform(info, holding.record_activity, command)
    return done


async def record_hazard_check(info: Info, input: RecordHazardCheckInput) -> HazardCheckPayload:
    """Record a hazard check."""
    command = command_of(checking.RecordHazardCheck, input, organisation_id="organisation")
    done: HazardCheckPayload = await perform(info, checking.record_hazard_check, command)
    return done


async def mend_hazard(info: Info, input: MendHazardInput) -> HazardCheckPayload:
    """Record that what was wanting was put right."""
    command = command_of(mending.MendHazard, input, hazard_check_id="hazardCheck")
    done: HazardCheckPayload = await perform(info, mending.mend_hazard, command)
    return done


async def save_holiday(info: Info, input: SaveHolidayInput) -> HolidayPayload:
    """Save a holiday."""
    command = command_of(closing.SaveHoliday, input)
    done: HolidayPayload = await perform(info, closing.save_holiday, command)
    return done


async def send_work_report(info: Info, input: SendWorkReportInput) -> WorkReportPayload:
    """Send a work report."""
    command = command_of(telling.SendWorkReport, input)
    done: WorkReportPayload = await perform(info, telling.send_work_report, command)
    return done


async def save_special_node(info: Info, input: SaveSpecialNodeInput) -> SpecialNodePayload:
    """Save a special node."""
    command = command_of(raising.SaveSpecialNode, input, id="specialNode")
    done: SpecialNodePayload = await perform(info, raising.save_special_node, command)
    return done
