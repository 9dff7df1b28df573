"""File a mandatory report: it is never blocked, and goes to whom the law of the place and the day names."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from care.actions.agreements.problems import note_report
from care.actions.common.days import check_past_moment, day_of, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.places import prefecture
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.sight import opened
from care.actions.common.unset import spoken
from care.actions.reports.addressing import Matter, address, warn_of_gaps
from care.actions.reports.checking import check_implicated, check_where, let_out, on_file
from care.actions.reports.duties import Owed, owe
from care.actions.reports.lists import list_own
from care.actions.reports.offices import register_of
from care.actions.reports.references import filed_before, mark_of
from care.actions.reports.seal import seal_reporter
from care.actions.reports.sight import exactly, reopen_report
from care.actions.reports.telling import tell, tell_recipients, trail_of_stand_ins
from care.duties.law import law_of
from care.duties.reports.addressed import Addressee, addressed, at_stake, first_steps, most_urgent
from care.duties.reports.clock import ZONE
from care.duties.reports.follow_up import Onward, onward
from care.duties.reports.offices import stand_in
from care.duties.reports.signs import prompted
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import EVERYTHING, within
from records.codes import (
    DutyKind,
    Purpose,
    ReportCircumstance,
    ReporterKind,
    ReportRecipient,
    ReportStage,
    Severity,
)
from records.ids import uuid7
from records.report import report, report_child
from tenants.work import Work


@dataclass(frozen=True)
class FileReport:
    """What happened, when it became known, where, to whom, and as what the reporter reports.

    `also` are further circumstances, `without_recipients` whom the reporter would leave out, `implicated` the
    organisations and trainees who are part of it.
    """

    circumstance: ReportCircumstance
    discovered_at: datetime
    division: int
    narrative: str
    reporter_kind: ReporterKind
    client_id: str | None = None
    child_ids: tuple[UUID, ...] = ()
    also: tuple[ReportCircumstance, ...] = ()
    without_recipients: tuple[ReportRecipient, ...] = ()
    severity: Severity = Severity.ORDINARY
    implicated: tuple[UUID, ...] = ()
    external_reference: str | None = None
    idempotency_key: str | None = None

    @property
    def circumstances(self) -> tuple[ReportCircumstance, ...]:
        """Give all circumstances, each once."""
        return tuple(dict.fromkeys((self.circumstance, *self.also)))


async def file_report(work: Work, caller: Caller, command: FileReport) -> Done:
    """File a report from anywhere in the tenant, whatever the caller may read there.

    Children are linked when they are on file, and the answer is the same when they are not. What an organisation's
    system files under its own number (`external_reference`) is filed once: again it gets the first report. Raises
    `Refused`: MANDATORY_RECIPIENT for each recipient that the law does not let out, CONFLICT for a number that told of
    another event, and everything that is wrong with the report. Warns of circumstances that the narrative suggests, of
    recipients that nobody can be rung for, of children and implicated persons that the caller cannot check.
    """
    require(caller, "report:file")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier

    findings = Findings(labels=OF_REPORT)
    narrative, reference = await _check(findings, work, command)
    found = await on_file(findings, work, caller, command.child_ids)
    await check_implicated(findings, work, caller, command.implicated)
    findings.settle()
    mark = mark_of(work, caller, reference)
    told = (command.circumstance, command.division, command.discovered_at, narrative)
    first = await filed_before(work, caller, mark, told)
    if first is not None:
        zh, en = "已按此编号报告，返回原报告", "was filed under this number before; this is that report"
        findings.warn(ErrorCode.CONFLICT, ("externalReference",), zh, en)
        done = Done((first,), findings.settle())
        await remember(work, caller, command, done)
        return done
    register = await register_of(work, command.division, command.implicated)
    rules = (await law_of(work)).at(command.division, command.discovered_at.astimezone(ZONE).date())
    ruled = addressed(command.circumstances, command.severity, command.reporter_kind, rules, command.discovered_at)
    addressees = let_out(findings, stand_in(ruled, register.unfit), ruled, command.without_recipients)
    _prompt(findings, command, narrative, rules)
    findings.settle()

    safety = command.severity is Severity.SERIOUS or at_stake(command.circumstances, rules)
    matter = Matter(uuid7(), register.overseen, command.discovered_at, safety, rules, register)
    await work.widen(exactly(matter.division))
    await _write(work, command, matter, addressees, {"narrative": narrative, "external_reference": reference})
    sealed = await seal_reporter(work, caller, matter.key, command.reporter_kind, mark)
    await list_own(work, matter.key, caller.subject)
    await _link(work, matter.key, found)
    await note_report(work, found, command.circumstances, day_of(command.discovered_at, work))
    sent = await address(work, matter, addressees)
    passing = onward(addressees, command.circumstances, rules, command.discovered_at)
    await owe(work, matter.key, matter.division, rules.version, [_onward(command, one) for one in passing])
    warn_of_gaps(findings, ("recipients",), sent)
    _warn_of_sight(findings, caller, matter)

    await _trail(work, caller, command, sealed, rules)
    await trail_of_stand_ins(work, caller, sent, rules)
    done = Done((matter.key,), findings.settle())
    await remember(work, caller, command, done)
    await tell(work, "REPORT_FILED", matter, command.severity)
    await tell_recipients(work, matter, sent, command.severity)
    return done


async def _check(findings: Findings, work: Work, command: FileReport) -> tuple[str, str | None]:
    day = today(work)
    check_past_moment(findings, ("discoveredAt",), command.discovered_at, work)
    await check_where(findings, work, command.division)
    narrative = read_text(findings, ("narrative",), command.narrative, day)
    if narrative is None and not findings.spoiled("narrative"):
        findings.require(("narrative",))
    reference = read_short_text(findings, ("externalReference",), command.external_reference, day)
    return narrative or "", reference


def _prompt(findings: Findings, command: FileReport, narrative: str, rules: Rulebook) -> None:
    asked = prompted(narrative, command.circumstances, command.reporter_kind, rules)
    if asked is not None:
        zh = f"描述中提到暴力，请核对是否应增加情形“{asked.zh}”"
        en = f"the narrative speaks of violence: should {asked.value} be added?"
        findings.warn(ErrorCode.PROMPT_CIRCUMSTANCE, ("also", asked.value), zh, en)


async def _write(
    work: Work, command: FileReport, matter: Matter, addressees: tuple[Addressee, ...], texts: dict[str, str | None]
) -> None:
    also = tuple(one for one in command.circumstances if one is not command.circumstance)
    await work.run(
        insert(report).values(
            id=matter.key,
            division=matter.division,
            prefecture=prefecture(matter.division),
            occurred_division=command.division,
            circumstance=command.circumstance,
            also=list(also),
            severity=command.severity,
            urgency=most_urgent(addressees),
            discovered_at=command.discovered_at,
            stage=ReportStage.SENT,
            first_steps=sorted(first_steps(command.circumstances, matter.rules)),
            implicated=list(command.implicated),
            rule_version=matter.rules.version,
            created_at=work.now,
            updated_at=work.now,
            **texts,
        )
    )


async def _link(work: Work, key: UUID, children: list[UUID]) -> None:
    async with opened(work, EVERYTHING):
        await work.many(insert(report_child), [{"report_id": key, "child_id": one} for one in children])


def _onward(command: FileReport, one: Onward) -> Owed:
    since = command.discovered_at
    return Owed(DutyKind.ONWARD_REPORT, one.by, one.to, since, one.due_at, one.rule, one.citation, one.basis)


def _warn_of_sight(findings: Findings, caller: Caller, matter: Matter) -> None:
    by_place = caller.permit.row("report") is RowKind.AREA
    if by_place and not within(caller.scope, matter.division):
        zh, en = "报告已提交，但不在您的管辖范围内，之后您看不到它", "is filed, but lies where you will not see it"
        findings.warn(ErrorCode.OUT_OF_JURISDICTION, ("division",), zh, en)


async def _trail(work: Work, caller: Caller, command: FileReport, sealed: UUID, rules: Rulebook) -> None:
    """Write the trail: it names the sealed row, since a report's own key would tell its readers who reported."""
    await audit(
        work,
        caller,
        "report:file",
        object=sealed,
        kind="report_reporter",
        fields=map(camel, spoken(command)),
        purpose=Purpose.MANDATORY_REPORT,
        rule_version=rules.version,
    )
