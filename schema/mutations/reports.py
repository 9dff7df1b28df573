"""Mutations of mandatory reports."""

from dataclasses import replace

from care.actions import acknowledge_report as acknowledging
from care.actions import amend_report as amending
from care.actions import close_report as closing
from care.actions import file_report as filing
from care.actions import pass_on_report as passing
from care.actions import record_delivery as delivering
from schema.context import Info
from schema.inputs.reports import (
    AcknowledgeReportInput,
    AmendReportInput,
    CloseReportInput,
    FileReportInput,
    PassOnReportInput,
    RecordDeliveryInput,
)
from schema.mutations.commands import command_of, keys_of
from schema.mutations.villages import settling
from schema.payloads import ReportPayload
from schema.perform import perform


async def file_report(info: Info, input: FileReportInput) -> ReportPayload:
    """File a report."""
    command = command_of(filing.FileReport, input, child_ids="child")
    # Who is implicated may be an organisation or a person: these ids name rows of two kinds.
    command = replace(command, implicated=keys_of(input.implicated or (), "organisation", "trainee"))
    done: ReportPayload = await perform(info, settling(info, filing.file_report, command.division), command)
    return done


async def acknowledge_report(info: Info, input: AcknowledgeReportInput) -> ReportPayload:
    """Accept a report for a recipient."""
    command = command_of(acknowledging.AcknowledgeReport, input, report_id="report")
    done: ReportPayload = await perform(info, acknowledging.acknowledge_report, command)
    return done


async def pass_on_report(info: Info, input: PassOnReportInput) -> ReportPayload:
    """Address a report to further recipients."""
    command = command_of(passing.PassOnReport, input, report_id="report", organisation_id="organisation")
    done: ReportPayload = await perform(info, passing.pass_on_report, command)
    return done


async def record_delivery(info: Info, input: RecordDeliveryInput) -> ReportPayload:
    """Write that a report was handed over."""
    command = command_of(delivering.RecordDelivery, input, report_id="report")
    done: ReportPayload = await perform(info, delivering.record_delivery, command)
    return done


async def amend_report(info: Info, input: AmendReportInput) -> ReportPayload:
    """Add circumstances and children to a report."""
    command = command_of(amending.AmendReport, input, report_id="report", child_ids="child")
    done: ReportPayload = await perform(info, amending.amend_report, command)
    return done


async def close_report(info: Info, input: CloseReportInput) -> ReportPayload:
    """Close a report."""
    command = command_of(closing.CloseReport, input, report_id="report")
    done: ReportPayload = await perform(info, closing.close_report, command)
    return done
