"""What others hear of a report, and what the trail says of recipients that were passed over."""

from collections.abc import Sequence

from alerts.outbox import announce
from care.actions.reports.addressing import Matter, Sent
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from records.codes import Severity
from tenants.work import Work


async def tell(work: Work, kind: str, matter: Matter, severity: Severity) -> None:
    """Announce what became of a report."""
    key, place = matter.key, matter.division
    await announce(work, kind, subject_kind="report", subject=key, division=place, severity=severity.value)


async def tell_recipients(work: Work, matter: Matter, sent: Sequence[Sent], severity: Severity) -> None:
    """Announce a report to each of its new recipients."""
    for one in sent:
        await announce(
            work,
            "REPORT_ADDRESSED",
            subject_kind="report_recipient",
            subject=one.key,
            division=matter.division,
            severity=severity.value,
        )


async def trail_of_stand_ins(work: Work, caller: Caller, sent: Sequence[Sent], rules: Rulebook) -> None:
    """Write into the trail who was passed over as implicated, on the row of whoever is told instead (reading A32)."""
    for one in sent:
        if one.addressee.instead_of:
            passed, version = one.addressee.instead_of, rules.version
            action, kind = "report:pass_over", "report_recipient"
            await audit(work, caller, action, object=one.key, kind=kind, fields=passed, rule_version=version)
