"""The facts of a guardian that adding and updating share: checked, and turned into columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from care.actions.common.cells import phone_cells, resident_id_cells
from care.actions.common.days import check_past_day, today
from care.actions.common.findings import ANNEX, Findings, Path
from care.actions.common.reading import doubt, read_name, read_phone, read_resident_id, read_short_text, read_text, tell
from care.ledgers.faults import FaultCode
from care.ledgers.identity import sex_of
from policies.refusal import ErrorCode
from records.codes import DisabilityGrade, DisabilityType, GuardianRelation, ParentHealth, ParentSpecialStatus, Sex
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
class DisabilityFact:
    """A guardian's disability: its type and grade, by which the law of some places measures (JL-A6)."""

    type: DisabilityType
    grade: DisabilityGrade


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
    disabilities: tuple[DisabilityFact, ...] = ()
    incapacity_judgement: str | None = None
    declared_missing_on: date | None = None


def guardian_columns(
    findings: Findings, at: Path, work: Work, facts: Mapping[str, Any], *, status_known: bool = True
) -> dict[str, Any]:
    """Give the columns of a guardian's whole facts, without the numbers, which `number_columns` gives.

    `status_known` is False when the special status is on file and hidden: an unnamed guardian is then doubted anyway.
    """
    day = today(work)
    status = tuple(dict.fromkeys(facts["special_status"] or ()))
    read = read_short_text if facts["relation"] is GuardianRelation.INSTITUTION else read_name
    columns = {
        "relation": facts["relation"],
        "name": read(findings, (*at, "name"), facts["name"], day),
        "address": read_short_text(findings, (*at, "address"), facts["address"], day),
        "address_division": facts["address_division"],
        "health": facts["health"],
        "health_detail": read_text(findings, (*at, "healthDetail"), facts["health_detail"], day),
        "special_status": list(status),
        "special_detail": read_text(findings, (*at, "specialDetail"), facts["special_detail"], day),
        "incapacity_judgement": read_text(findings, (*at, "incapacityJudgement"), facts["incapacity_judgement"], day),
        "declared_missing_on": facts["declared_missing_on"],
    }
    if columns["name"] is None and not (status_known and _NAME_MAY_BE_UNKNOWN & set(status)):
        doubt(findings, (*at, "name"), FaultCode.PARENT_UNNAMED)
    _check_health(findings, at, columns)
    _check_status(findings, at, columns, status)
    if status_known:
        _check_declared(findings, at, work, columns["declared_missing_on"], status)
    return columns


def check_disabilities(findings: Findings, at: Path, stated: Sequence[DisabilityFact]) -> None:
    """Check that a guardian's disabilities are of different types."""
    for place, one in enumerate(stated):
        if one.type in {other.type for other in stated[:place]}:
            tell(findings, (*at, "disabilities", str(place), "type"), FaultCode.CHOICE_REPEATED, option=one.type.zh)


def disability_rows(key: UUID, child: UUID, division: int, stated: Sequence[DisabilityFact]) -> list[dict[str, Any]]:
    """Give the rows of `guardian_disability`."""
    own = {"guardian_id": key, "child_id": child, "division": division}
    return [{**own, "disability": one.type, "grade": one.grade} for one in stated]


def number_columns(
    findings: Findings, at: Path, work: Work, row: UUID, facts: Mapping[str, Any], *, relation: GuardianRelation
) -> dict[str, Any]:
    """Give the sealed columns of those numbers that the facts speak of; the sex digit is compared with the relation."""
    day = today(work)
    columns: dict[str, Any] = {}
    if "phone" in facts:
        columns |= phone_cells(work, "guardian", row, read_phone(findings, (*at, "phone"), facts["phone"], day))
    if "resident_id" in facts:
        number = read_resident_id(findings, (*at, "residentId"), facts["resident_id"], day)
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


def _check_declared(
    findings: Findings, at: Path, work: Work, declared: date | None, status: tuple[ParentSpecialStatus, ...]
) -> None:
    if declared is None:
        return
    path = (*at, "declaredMissingOn")
    check_past_day(findings, path, declared, work)
    if ParentSpecialStatus.MISSING not in status:
        zh, en = "只有“失踪”才填写", "is only given with MISSING"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
