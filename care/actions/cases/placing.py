"""What is checked of a placement: its form, with whom, the agreement, the plan, what is assessed in an institution."""

from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from care.actions.cases.parties import check_office
from care.actions.cases.sight import InHand
from care.actions.common.findings import Findings
from care.rulebooks.rulebook import Rulebook
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.case import conference
from records.codes import AssessmentKind, OrganisationKind, PlacementKind, Role
from records.placement import placement
from tenants.work import Work

_INSTITUTIONS: Final = {
    PlacementKind.PROTECTION_INSTITUTION: OrganisationKind.PROTECTION_CENTRE,
    PlacementKind.WELFARE_INSTITUTION: OrganisationKind.WELFARE_INSTITUTION,
}


class Placing(Protocol):
    """The parts of the input that are checked here."""

    @property
    def kind(self) -> PlacementKind:
        """The form."""

    @property
    def organisation_id(self) -> UUID | None:
        """The institution."""

    @property
    def entrusted_by_id(self) -> UUID | None:
        """The protection institution that had the child."""

    @property
    def agreement_signed_on(self) -> date | None:
        """When the agreement between the two was signed."""


async def check_where(findings: Findings, work: Work, one: InHand, given: Placing, carer: str | None) -> None:
    """Check that an institution of the form's kind is named, or for the other forms a person."""
    kind = _INSTITUTIONS.get(given.kind)
    if kind is None:
        if carer is None and not findings.spoiled("carerName"):
            findings.require(("carerName",))
        if given.organisation_id is not None:
            zh, en = "此种安置方式不填写机构", "goes with an institution alone"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("organisationId",), zh, en)
    else:
        if carer is not None:
            zh, en = "机构安置不填写照护人", "goes with a family alone"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("carerName",), zh, en)
        await _check_institution(findings, work, one, "organisationId", given.organisation_id, kind)
    if given.entrusted_by_id is not None:
        by = OrganisationKind.PROTECTION_CENTRE
        await _check_institution(findings, work, one, "entrustedById", given.entrusted_by_id, by)
        if given.kind is not PlacementKind.WELFARE_INSTITUTION:
            zh, en = "只用于委托儿童福利机构养育", "is for rearing by a welfare institution alone"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("entrustedById",), zh, en)


async def _check_institution(
    findings: Findings, work: Work, one: InHand, name: str, key: UUID | None, kind: OrganisationKind
) -> None:
    if key is None:
        findings.require((name,))
        return
    found = await check_office(findings, work, (name,), key, one.case["implicated"])
    if found is not None and found["kind"] != kind:
        zh, en = f"应为{kind.zh}", f"must be of the kind {kind.value}"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (name,), zh, en)


def check_form(findings: Findings, kind: PlacementKind, book: Rulebook) -> str | None:
    """Cite the rule that names the form; one that the local rules do not name is not forbidden by them."""
    named = book.naming("placements", kind.value)
    if named:
        return named[0].citation
    said = book.rule("placements")
    if said is not None:
        zh, en = "不在本地文件列举的临时监护方式之内", "is none of the forms that the local rules name"
        findings.warn(ErrorCode.RULE_VIOLATION, ("kind",), zh, en, said.citation)
    return None


def check_agreement(
    findings: Findings, caller: Caller, given: Placing, running: asyncpg.Record | None, book: Rulebook
) -> None:
    """Check that a protection institution that passes a child on has signed the agreement that the rules ask for."""
    if given.kind is not PlacementKind.WELFARE_INSTITUTION or given.agreement_signed_on is not None:
        return
    passed_on = (
        given.entrusted_by_id is not None
        or caller.role is Role.PROTECTION_CENTRE
        or (running is not None and running["kind"] == PlacementKind.PROTECTION_INSTITUTION)
    )
    rule = book.flag("placement.agreement")
    if passed_on and rule is not None:
        zh, en = "委托儿童福利机构养育须先签订委托协议", "needs an entrustment agreement, signed before"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("agreementSignedOn",), zh, en, rule.citation)


async def check_plan(findings: Findings, work: Work, one: InHand, plan: str | None, book: Rulebook) -> None:
    """Check that there is a plan for this very child where the rules ask for one: here, or by a conference before."""
    rule = book.flag("conference.plan")
    if rule is None or plan is not None or findings.spoiled("plan"):
        return
    made = select(conference.c.id).where(conference.c.case_id == one.key, conference.c.plan.is_not(None))
    if await work.one(made.limit(1)) is None:
        findings.require(("plan",), rule.citation)


def regular(findings: Findings, kind: PlacementKind, book: Rulebook) -> list[AssessmentKind]:
    """Give what an institution has to assess regularly of a resident child, and say so; no interval is ruled."""
    if kind not in _INSTITUTIONS:
        return []
    rule = book.rule("placement.assessments")
    found = [one for one in AssessmentKind if one.value in book.codes("placement.assessments")]
    if rule is not None:
        labels, codes = "、".join(one.zh for one in found), ", ".join(found)
        zh, en = (
            f"机构应定期开展{labels}，请申请评估并写明下次复评日期",
            f"the institution has to assess regularly: {codes}",
        )
        findings.warn(ErrorCode.REQUIRED, ("kind",), zh, en, rule.citation)
    return found


async def end_running(work: Work, row: asyncpg.Record, on: date, reason: str | None) -> None:
    """End a placement."""
    new: dict[str, Any] = {"ends_on": on, "end_reason": reason, "updated_at": work.now}
    ended = update(placement).where(placement.c.id == row["id"])
    await work.run(ended.values(version=placement.c.version + 1, **new))
