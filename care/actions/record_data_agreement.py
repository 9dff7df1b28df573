"""Record an agreement on data that a county has signed with a partner organisation."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from care.actions.common.counties import check_county
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.reading import read_short_text
from care.actions.common.unset import spoken
from care.actions.partners.grants import check_partner
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.data_agreement import data_agreement
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RecordDataAgreement:
    """With whom which county signed which edition, from which day to which, and where the paper is kept."""

    organisation_id: UUID
    division: int
    edition: str
    signed_on: date
    starts_on: date
    ends_on: date
    reference: str
    idempotency_key: str | None = None


async def record_data_agreement(work: Work, caller: Caller, command: RecordDataAgreement) -> Done:
    """Keep what was signed; while it is in force, children of the county may be granted or referred to the partner.

    A renewal is a new agreement. Raises `Refused`: FORBIDDEN, NOT_FOUND, RULE_VIOLATION for an organisation that is no
    partner, OUT_OF_JURISDICTION for another county, everything that is wrong with the days and texts.
    """
    require(caller, "dataAgreement:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(labels=OF_PARTNER)
    await check_partner(findings, work, command.organisation_id)
    await check_county(findings, command.division, work)
    texts = {name: _text(findings, work, name, getattr(command, name)) for name in ("edition", "reference")}
    check_past_day(findings, ("signedOn",), command.signed_on, work)
    if command.starts_on < command.signed_on:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("startsOn",), "早于签订日期", "lies before the signing")
    if command.ends_on < max(command.starts_on, today(work)):
        zh, en = "早于生效日期或今天", "lies before its first day, or before today"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("endsOn",), zh, en)
    warnings = findings.settle()

    key = uuid7()
    days = {"signed_on": command.signed_on, "starts_on": command.starts_on, "ends_on": command.ends_on}
    own = {"organisation_id": command.organisation_id, "division": command.division, "recorded_by": caller.subject}
    times = {"created_at": work.now, "updated_at": work.now}
    await work.run(insert(data_agreement).values(id=key, **own, **days, **texts, **times))
    fields = map(camel, spoken(command))
    await audit(work, caller, "dataAgreement:record", object=key, kind="dataAgreement", fields=fields)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    return done


def _text(findings: Findings, work: Work, name: str, value: str) -> Any:
    text = read_short_text(findings, (name,), value, today(work))
    if text is None and not findings.spoiled(name):
        findings.require((name,))
    return text
