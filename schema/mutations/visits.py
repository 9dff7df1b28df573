"""Mutations of visits and contacts."""

from typing import Any

from care.actions import correct_visit as correcting
from care.actions import record_visit as recording
from care.actions.record_visits import record_visits as record_each
from policies.refusal import Refused
from reads.errors import BadRead
from schema.context import Info
from schema.inputs.visits import CorrectVisitInput, RecordVisitInput
from schema.mutations.commands import command_of
from schema.payloads import VisitPayload
from schema.perform import apart, perform


async def record_visit(info: Info, input: RecordVisitInput) -> VisitPayload:
    """Record one visit."""
    done: VisitPayload = await perform(info, recording.record_visit, _command(input))
    return done


@apart
async def record_visits(info: Info, inputs: list[RecordVisitInput]) -> list[VisitPayload]:
    """Record at most 50 visits, each in its own transaction and with its own result.

    Raises `BadRead` BAD_USER_INPUT for more.
    """

    async def record(command: recording.RecordVisit) -> Any:
        return await perform(info, recording.record_visit, command)

    try:
        return await record_each(record, [_command(one) for one in inputs])
    except Refused as refused:
        reason = refused.refusals[0]
        raise BadRead(reason.code, reason.zh, reason.en) from refused


async def correct_visit(info: Info, input: CorrectVisitInput) -> VisitPayload:
    """Write a visit anew."""
    done: VisitPayload = await perform(
        info, correcting.correct_visit, command_of(correcting.CorrectVisit, input, id="visit")
    )
    return done


def _command(given: RecordVisitInput) -> recording.RecordVisit:
    return command_of(recording.RecordVisit, given, child_ids="child")
