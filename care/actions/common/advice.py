"""What the law of a place makes of facts that were just told, where the one who tells them should know."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from care.actions.common.days import today
from care.actions.common.findings import Findings, Path
from care.actions.common.told import shown
from care.duties.law import law_of
from care.rulebooks.rulebook import Effective
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from records.child import child
from records.codes import HukouType, ParentSpecialStatus
from tenants.work import Work


async def advise_declaration(
    findings: Findings,
    at: Path,
    work: Work,
    division: int,
    status: Collection[ParentSpecialStatus] | None,
    declared: date | None,
) -> None:
    """Warn that a parent is missing by a court's declaration alone where the place says so, and may be out of contact.

    Somebody out of contact is incapable of guardianship, which needs no court (JL-A4, JL-A5).
    """
    if declared is not None or ParentSpecialStatus.MISSING not in (status or ()):
        return
    rule = await _demands(work, division, "difficulty.courtDeclaration")
    if rule is not None:
        zh, en = (
            "失踪以法院宣告为准；未经宣告的可登记为“失联”，按无监护能力核实",
            "counts as missing only by a court's declaration; without one LOST_CONTACT may be entered instead",
        )
        findings.warn(ErrorCode.RULE_VIOLATION, (*at, "specialStatus"), zh, en, rule.citation)


async def advise_hukou(findings: Findings, path: Path, work: Work, caller: Caller, key: UUID) -> None:
    """Warn that a child of urban hukou is not left behind by the place's definition, but goes on being looked after.

    Reading A08. Says nothing to who may not read the hukou.
    """
    row = await work.one(select(child.c.hukou_type, child.c.division).where(child.c.id == key))
    if row is None or row["hukou_type"] != HukouType.URBAN or not shown(caller, "child", FieldClass.LOCATION):
        return
    rule = await _demands(work, row["division"], "leftBehind.ruralHukou")
    if rule is not None:
        zh, en = (
            "儿童户籍不在农村，不认定为农村留守儿童；关爱服务照常，请核查是否属于困境儿童",
            "is of a child of urban hukou, no rural left-behind child there; services go on, check for difficulty",
        )
        findings.warn(ErrorCode.RULE_VIOLATION, path, zh, en, rule.citation)


async def _demands(work: Work, division: int, key: str) -> Effective | None:
    return (await law_of(work)).at(division, today(work)).flag(key)
