"""Replace the carer of a child: the instrument ends, and a draft with the new carer waits to be signed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import update

from alerts.outbox import announce
from care.actions.agreements.carers import name_carer, opened
from care.actions.agreements.content import CareTerms, judged, read_terms, write_draft
from care.actions.agreements.loading import load_agreement
from care.actions.agreements.notices import tell_of_change
from care.actions.agreements.problems import carer_was_replaced
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_AGREEMENT
from care.actions.common.rederive import rederive
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.agreement import agreement
from records.codes import CareInstrument
from tenants.work import Work

_KEPT = ("entruster_name", "entruster_workplace")


@dataclass(frozen=True, kw_only=True)
class ReplaceCarer(CareTerms):
    """The new carer's terms, the instrument that ends, and the day of the change.

    What is not said of the entruster stays as it was.
    """

    agreement_id: UUID
    version: int
    replaced_on: date


async def replace_carer(work: Work, caller: Caller, command: ReplaceCarer) -> Done:
    """End an instrument in sight and draft the next; gives the draft, which has to be signed.

    The child's carer is the new one from now on, the problem with the old one is closed, and those are told whom the
    rules name. Raises `Refused`: NOT_FOUND, CONFLICT for another version and for one that is not in force.
    """
    require(caller, "agreement:replace")
    require_rows(caller, "agreement")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row, its = await load_agreement(work, caller, command.agreement_id, command.version)

    findings = Findings(OF_AGREEMENT)
    _check(findings, work, command, row)
    book = (await law_of(work)).at(row["division"], min(command.replaced_on, today(work)))
    kept = {name: row[name] for name in _KEPT} | {"entruster_phone": opened(work, row, "entruster_phone")}
    columns = read_terms(findings, work, command)
    columns |= {name: value for name, value in kept.items() if columns[name] is None}
    missing = judged(findings, columns, book, its)
    warnings = findings.settle()

    ended = update(agreement).where(agreement.c.id == row["id"])
    changed = {"replaced_on": command.replaced_on, "version": agreement.c.version + 1, "updated_at": work.now}
    await work.run(ended.values(**changed))
    key = await write_draft(work, caller, its, CareInstrument[row["instrument"]], columns, missing)
    who = {**columns, "child_id": its["id"], "division": its["division"]}
    await name_carer(work, who, columns["carer_phone"])
    await carer_was_replaced(work, caller, its, command.replaced_on)
    await tell_of_change(work, its, book, row["id"], command.replaced_on)
    await touch(work, its["id"])
    fields = map(camel, spoken(command))
    await audit(
        work, caller, "agreement:replace", object=row["id"], kind="agreement", fields=fields, rule_version=book.version
    )
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await rederive(work, its["id"])
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=its["id"], division=its["division"])
    return done


def _check(findings: Findings, work: Work, command: ReplaceCarer, row: asyncpg.Record) -> None:
    check_past_day(findings, ("replacedOn",), command.replaced_on, work)
    if row["concluded_on"] is None:
        zh, en = "尚未签订，请重新起草", "is not signed yet; draft it anew"
        findings.refuse(ErrorCode.CONFLICT, ("agreementId",), zh, en)
    elif row["replaced_on"] is not None:
        zh, en = "已被新的文书取代", "was replaced by another"
        findings.refuse(ErrorCode.CONFLICT, ("agreementId",), zh, en)
    elif command.replaced_on < row["concluded_on"]:
        zh, en = "早于签订", "lies before the signature"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("replacedOn",), zh, en)
