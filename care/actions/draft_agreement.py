"""Draft an instrument of entrusted care: what the parents and the carer of a child are about to sign."""

from dataclasses import dataclass
from uuid import UUID

from alerts.outbox import announce
from care.actions.agreements.content import CareTerms, check_instrument, judged, read_terms, write_draft
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_AGREEMENT
from care.actions.common.sight import load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import CareInstrument
from tenants.work import Work


@dataclass(frozen=True, kw_only=True)
class DraftAgreement(CareTerms):
    """The terms, the child that they are about, and what they are written in."""

    child_id: UUID
    instrument: CareInstrument


async def draft_agreement(work: Work, caller: Caller, command: DraftAgreement) -> Done:
    """Write a draft for a child in sight; an older draft gives way to it, an instrument in force stays.

    Warns of what the rules of the place ask before it can be signed. Raises `Refused`: NOT_FOUND, RULE_VIOLATION for
    an instrument that the place does not know, and everything that is wrong with the terms.
    """
    require(caller, "agreement:draft")
    require_rows(caller, "agreement")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    child = await load_child(work, caller, command.child_id, ("childId",))

    findings = Findings(OF_AGREEMENT)
    book = (await law_of(work)).at(child["division"], today(work))
    check_instrument(findings, book, command.instrument)
    columns = read_terms(findings, work, command)
    missing = judged(findings, columns, book, child)
    warnings = findings.settle()

    key = await write_draft(work, caller, child, command.instrument, columns, missing)
    await touch(work, child["id"])
    fields = map(camel, spoken(command))
    await audit(work, caller, "agreement:draft", object=key, kind="agreement", fields=fields, rule_version=book.version)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=child["id"], division=child["division"])
    return done
