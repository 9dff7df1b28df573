"""Mutations of assessments."""

from care.actions import record_assessment as recording
from care.actions import request_assessment as requesting
from schema.context import Info
from schema.inputs.assessments import RecordAssessmentInput, RequestAssessmentInput
from schema.mutations.commands import command_of
from schema.payloads import AssessmentPayload
from schema.perform import perform


async def request_assessment(info: Info, input: RequestAssessmentInput) -> AssessmentPayload:
    """Ask for an assessment."""
    command = command_of(requesting.RequestAssessment, input, child_id="child")
    done: AssessmentPayload = await perform(info, requesting.request_assessment, command)
    return done


async def record_assessment(info: Info, input: RecordAssessmentInput) -> AssessmentPayload:
    """Record what an assessment found."""
    command = command_of(recording.RecordAssessment, input, child_id="child")
    done: AssessmentPayload = await perform(info, recording.record_assessment, command)
    return done
