"""The facts of a guardian that adding and updating share: checked, and turned into columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from care.actions.common.cells import phone_cells, resident_id_cells
from care.actions.common.findings import ANNEX, Findings, Path
from care.actions.common.reading import doubt, read_name, read_phone, read_resident_id, read_short_text, read_text, tell
from care.ledgers.faults import FaultCode
from care.ledgers.identity import sex_of
from policies.refusal import ErrorCode
from records.codes import GuardianRelation, ParentHealth, ParentSpecialStatus, Sex
from records.guardian import guardian
from tenants.work import Work

SEXES = {
    GuardianRelation.FATHER: Sex.MALE,
    GuardianRelation.STEPFATHER: Sex.MALE,
    GuardianRelation.MOTHER: Sex.FEMALE,
    GuardianRelation.STEPMOTHER: Sex.FEMALE,
}
# A child has one of each; whoever comes after them is a step-parent.
ONLY_ONE = frozenset({GuardianRelation.FATHER, GuardianRelation.MOTHER})
_NAME_MAY_BE_UNKNOWN = frozenset(
    {ParentSpecialStatus.DEAD, ParentSpecialStatus.MISSING, ParentSpecialStatus.LOST_CONTACT}
)
_LIVING = frozenset(ParentSpecialStatus) - {ParentSpecialStatus.DEAD, ParentSpecialStatus.OTHER}


@dataclass(frozen=True)
class GuardianFacts:
    """What an input says of one guardian; numbers are whole, not masked."""

    relation: GuardianRelation
    name: str | None = None
    phone: str | None = None
    resident_id: str | None = None
    address: str | None = None
    address_division: int | None = None
    health: ParentHealth | None = None
    health_detail: str | None = None
    special_status: tuple[ParentSpecialStatus, ...] = ()
    special_detail: str | None = None


def guardian_columns(
    findings: Findings, at: Path, facts: Mapping[str, Any], today: date, *, status_known: bool = True
) -> dict[str, Any]:
    """Give the columns of a guardian's whole facts, without the numbers, which `number_columns` gives.

    `status_known` is False when the special status is on file and hidden: an unnamed guardian is then doubted anyway.
    """
    status = tuple(dict.fromkeys(facts["special_status"] or ()))
    read = read_short_text if facts["relation"] is GuardianRelation.INSTITUTION else read_name
    columns = {
        "relation": facts["relation"],
        "name": read(findings, (*at, "name"), facts["name"], today),
        "address": read_short_text(findings, (*at, "address"), facts["address"], today),
        "address_division": facts["address_division"],
        "health": facts["health"],
        "health_detail": read_text(findings, (*at, "healthDetail"), facts["health_detail"], today),
        "special_status": list(status),
        "special_detail": read_text(findings, (*at, "specialDetail"), facts["special_detail"], today),
    }
    if columns["name"] is None and not (status_known and _NAME_MAY_BE_UNKNOWN & set(status)):
        doubt(findings, (*at, "name"), FaultCode.PARENT_UNNAMED)
    _check_health(findings, at, columns)
    _check_status(findings, at, columns, status)
    return columns


def number_columns(
    findings: Findings, at: Path, work: Work, row: UUID, facts: Mapping[str, Any], *, relation: GuardianRelation
) -> dict[str, Any]:
    """Give the sealed columns of those numbers that the facts speak of; the sex digit is compared with the relation."""
    today = work.now.date()
    columns: dict[str, Any] = {}
    if "phone" in facts:
        columns |= phone_cells(work, "guardian", row, read_phone(findings, (*at, "phone"), facts["phone"], today))
    if "resident_id" in facts:
        number = read_resident_id(findings, (*at, "residentId"), facts["resident_id"], today)
        sex = SEXES.get(relation)
        if number is not None and sex is not None and sex_of(number) is not sex:
            doubt(findings, (*at, "residentId"), FaultCode.PARENT_SEX)
        columns |= resident_id_cells(work, "guardian", row, number)
    return columns


async def check_only_one(
    findings: Findings, at: Path, work: Work, child: UUID, relation: GuardianRelation, *, besides: UUID | None = None
) -> None:
    """Check that the child has no other father, or no other mother."""
    if relation not in ONLY_ONE:
        return
    same = select(guardian.c.id).where(guardian.c.child_id == child, guardian.c.relation == relation)
    for row in await work.all(same):
        if row["id"] != besides:
            zh, en = f"已登记{relation.zh}（guardian_{row['id']}）", f"is on file already (guardian_{row['id']})"
            findings.refuse(ErrorCode.CONFLICT, (*at, "relation"), zh, en)


def _check_health(findings: Findings, at: Path, columns: dict[str, Any]) -> None:
    if columns["health"] is ParentHealth.UNHEALTHY:
        if columns["health_detail"] is None:
            findings.require((*at, "healthDetail"), ANNEX)
    elif columns["health_detail"] is not None:
        zh, en = "只有“不健康”才填写患病情况", "is only given when unhealthy"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (*at, "healthDetail"), zh, en, ANNEX)


def _check_status(
    findings: Findings, at: Path, columns: dict[str, Any], status: tuple[ParentSpecialStatus, ...]
) -> None:
    if ParentSpecialStatus.DEAD in status:
        for other in (one for one in status if one in _LIVING):
            names = {"option": ParentSpecialStatus.DEAD.zh, "other": other.zh}
            tell(findings, (*at, "specialStatus"), FaultCode.CHOICE_EXCLUDES, **names)
    if ParentSpecialStatus.OTHER in status:
        if columns["special_detail"] is None:
            findings.require((*at, "specialDetail"))
    elif columns["special_detail"] is not None:
        zh, en = "只有“其他”才填写", "is only given with OTHER"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (*at, "specialDetail"), zh, en)
