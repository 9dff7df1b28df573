"""Mutations of entrusted care."""

from care.actions import draft_agreement as drafting
from care.actions import notice_carer as noticing
from care.actions import replace_carer as replacing
from care.actions import report_carer_problem as reporting
from care.actions import sign_agreement as signing
from schema.context import Info
from schema.inputs.agreements import (
    DraftAgreementInput,
    NoticeCarerInput,
    ReplaceCarerInput,
    ReportCarerProblemInput,
    SignAgreementInput,
)
from schema.mutations.commands import command_of
from schema.payloads import AgreementPayload
from schema.perform import perform


async def draft_agreement(info: Info, input: DraftAgreementInput) -> AgreementPayload:
    """Draft an agreement."""
    command = command_of(drafting.DraftAgreement, input, child_id="child")
    done: AgreementPayload = await perform(info, drafting.draft_agreement, command)
    return done


async def sign_agreement(info: Info, input: SignAgreementInput) -> AgreementPayload:
    """Sign an agreement."""
    command = command_of(signing.SignAgreement, input, agreement_id="agreement", witness="organisation")
    done: AgreementPayload = await perform(info, signing.sign_agreement, command)
    return done


async def report_carer_problem(info: Info, input: ReportCarerProblemInput) -> AgreementPayload:
    """Record what is wrong with a carer."""
    command = command_of(reporting.ReportCarerProblem, input, child_id="child")
    done: AgreementPayload = await perform(info, reporting.report_carer_problem, command)
    return done


async def notice_carer(info: Info, input: NoticeCarerInput) -> AgreementPayload:
    """Record a change and who was told of it."""
    command = command_of(noticing.NoticeCarer, input, child_id="child")
    done: AgreementPayload = await perform(info, noticing.notice_carer, command)
    return done


async def replace_carer(info: Info, input: ReplaceCarerInput) -> AgreementPayload:
    """Replace a carer."""
    command = command_of(replacing.ReplaceCarer, input, agreement_id="agreement")
    done: AgreementPayload = await perform(info, replacing.replace_carer, command)
    return done
