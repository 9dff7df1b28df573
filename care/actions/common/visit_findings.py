"""What a visit found and how it was made: the facts of `visit_finding`, checked and turned into columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

import asyncpg

from care.actions.common.categories import refuse_hiv_text
from care.actions.common.cells import phone_cells
from care.actions.common.findings import Findings, Path, camel
from care.actions.common.health import refuse_needless
from care.actions.common.reading import read_contact, read_name, read_text, tell
from care.actions.common.unset import UNSET, Unset, given
from care.ledgers.faults import FaultCode
from policies.refusal import ErrorCode
from records.codes import (
    BenefitKind,
    CarerCapacity,
    CarerRelation,
    Code,
    DisabilityGrade,
    DisabilityType,
    GuardianRelation,
    InformationSource,
    MaritalStatus,
    MentalHealthSign,
    ParentHealth,
    ParentsAway,
    SchoolStatus,
    Service,
    Sex,
    TalkTopic,
    VisitStep,
    YesNoUnknown,
)
from records.visit_finding import visit_finding
from tenants.work import Work

AT: Final = "findings"
PERSONS: Final = ("guardian", "carer")
_PARTS: Final = ("relation", "name", "sex", "contact")


@dataclass(frozen=True)
class FoundGuardian:
    """The guardian whom a visit found."""

    relation: GuardianRelation
    name: str
    sex: Sex
    contact: str | None = None


@dataclass(frozen=True)
class FoundCarer:
    """The entrusted carer whom a visit found; NONE says that care is not entrusted, and takes nothing else."""

    relation: CarerRelation
    name: str | None = None
    sex: Sex | None = None
    contact: str | None = None


@dataclass(frozen=True)
class VisitFindings:
    """What was found; `UNSET` and None leave open, in a correction `UNSET` leaves as it was.

    An empty list says that there was none, UNKNOWN that nobody could tell.
    """

    child_and_family: str | Unset | None = UNSET
    guardian: FoundGuardian | Unset | None = UNSET
    carer: FoundCarer | Unset | None = UNSET
    parents_away: ParentsAway | Unset | None = UNSET
    marital_status: MaritalStatus | Unset | None = UNSET
    economic_capacity: str | Unset | None = UNSET
    main_guardian_health: ParentHealth | Unset | None = UNSET
    main_guardian_health_detail: str | Unset | None = UNSET
    parent_in_custody: YesNoUnknown | Unset | None = UNSET
    parent_violent: YesNoUnknown | Unset | None = UNSET
    family_guardianship: str | Unset | None = UNSET
    carer_capacity: CarerCapacity | Unset | None = UNSET
    serious_illness: YesNoUnknown | Unset | None = UNSET
    serious_illness_detail: str | Unset | None = UNSET
    disability: YesNoUnknown | Unset | None = UNSET
    disability_type: DisabilityType | Unset | None = UNSET
    disability_grade: DisabilityGrade | Unset | None = UNSET
    disability_detail: str | Unset | None = UNSET
    mental_health_signs: tuple[MentalHealthSign, ...] | Unset | None = UNSET
    mental_health_detail: str | Unset | None = UNSET
    psychological_needs: str | Unset | None = UNSET
    medical_and_school: str | Unset | None = UNSET
    school_status: SchoolStatus | Unset | None = UNSET
    agreement_signed: YesNoUnknown | Unset | None = UNSET
    benefits_received: tuple[BenefitKind, ...] | Unset | None = UNSET
    living_security: str | Unset | None = UNSET
    care_activity: str | Unset | None = UNSET
    needs_and_difficulties: str | Unset | None = UNSET
    steps: tuple[VisitStep, ...] | Unset | None = UNSET
    sources: tuple[InformationSource, ...] | Unset | None = UNSET
    talked_with_child: tuple[TalkTopic, ...] | Unset | None = UNSET
    talked_with_guardian: tuple[TalkTopic, ...] | Unset | None = UNSET
    services: tuple[Service, ...] | Unset | None = UNSET


Columns = dict[str, Any]

_FACTS: Final = tuple(one.name for one in fields(VisitFindings))
# The columns as the actions handle them: contacts in the clear, until a row seals them.
COLUMNS: Final = tuple(
    column for name in _FACTS for column in ([f"{name}_{part}" for part in _PARTS] if name in PERSONS else [name])
)
# A text or code that is only given with one answer: the answer's column, and the answer.
_ONLY_WITH: Final = {
    "main_guardian_health_detail": ("main_guardian_health", ParentHealth.UNHEALTHY),
    "serious_illness_detail": ("serious_illness", YesNoUnknown.YES),
    "disability_type": ("disability", YesNoUnknown.YES),
    "disability_grade": ("disability", YesNoUnknown.YES),
    "disability_detail": ("disability", YesNoUnknown.YES),
}
# Answers that are rarely true of two children alike.
_OF_ONE: Final = ("serious_illness", "disability", "mental_health_signs")
_HIV: Final = ("艾滋", "HIV")


def spoken_findings(told: VisitFindings | Unset | None) -> tuple[str, ...]:
    """Name the members that were given, as the trail and clients call them: `findings.parentsAway`."""
    return tuple(f"{AT}.{camel(name)}" for name in given(told, _FACTS)) if isinstance(told, VisitFindings) else ()


def check_findings(
    findings: Findings, told: VisitFindings, today: date, before: Mapping[str, Any] | None = None
) -> Columns:
    """Give the columns of what was told, over those of `before`, and add all that is wrong with them."""
    columns = dict.fromkeys(COLUMNS) | dict(before or {})
    for name, value in given(told, _FACTS).items():
        path = (AT, camel(name))
        if name in PERSONS:
            columns |= _person(findings, path, name, value, today)
        elif isinstance(value, tuple):
            columns[name] = _listed(findings, path, value)
        elif isinstance(value, str) and not isinstance(value, Code):
            columns[name] = read_text(findings, path, value, today)
        else:
            columns[name] = value
    _check_details(findings, columns)
    return columns


def warn_of_several(findings: Findings, columns: Columns) -> None:
    """Ask whether what was found of one child is true of all the children of the occasion."""
    for name in _OF_ONE:
        if columns[name] == YesNoUnknown.YES or (isinstance(columns[name], list) and columns[name]):
            zh = "会记入本次走访的每名儿童，如有不同请分别更正"
            en = "is kept for each child of this visit; correct it for those of whom it is not true"
            findings.warn(ErrorCode.BAD_USER_INPUT, (AT, camel(name)), zh, en)


def opened_findings(work: Work, row: asyncpg.Record) -> Columns:
    """Give the columns of a row on file, with the contacts unsealed."""
    columns = {name: row[name] for name in COLUMNS}
    for person in PERSONS:
        field = f"{person}_contact"
        if columns[field] is not None:
            place = {"table": visit_finding.name, "row": row["visit_id"], "field": field}
            columns[field] = work.keys.decrypt(columns[field], **place)
    return columns


def finding_row(work: Work, visit: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    """Give the row of `visit_finding` that goes with a row of `visit`, its contacts sealed for it alone."""
    row = {
        "visit_id": visit["id"],
        **{name: visit[name] for name in ("child_id", "division", "recorded_by")},
        **columns,
    }
    for person in PERSONS:
        field = f"{person}_contact"
        row |= phone_cells(work, visit_finding.name, visit["id"], columns[field], field)
    return row


def _person(
    findings: Findings, path: Path, name: str, person: FoundGuardian | FoundCarer | None, today: date
) -> Columns:
    if person is None:
        return dict.fromkeys(f"{name}_{part}" for part in _PARTS)
    if person.relation is CarerRelation.NONE:
        for part in _PARTS[1:]:
            if getattr(person, part) is not None:
                refuse_needless(findings, (*path, part), CarerRelation.NONE)
        return dict.fromkeys(f"{name}_{part}" for part in _PARTS) | {f"{name}_relation": person.relation}
    called = read_name(findings, (*path, "name"), person.name, today)
    if called is None and not findings.spoiled(*path, "name"):
        findings.require((*path, "name"))
    return {
        f"{name}_relation": person.relation,
        f"{name}_name": called,
        f"{name}_sex": person.sex,
        f"{name}_contact": read_contact(findings, (*path, "contact"), person.contact, today),
    }


def _listed(findings: Findings, path: Path, codes: Sequence[Code]) -> list[Code]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            tell(findings, (*path, str(place)), FaultCode.CHOICE_REPEATED, option=code.zh)
        elif code is not BenefitKind.NONE and BenefitKind.NONE in codes:
            tell(findings, (*path, str(place)), FaultCode.CHOICE_EXCLUDES, option=BenefitKind.NONE.zh, other=code.zh)
    return list(codes)


def _check_details(findings: Findings, columns: Columns) -> None:
    for name, (answer, needed) in _ONLY_WITH.items():
        if columns[name] is not None and columns[answer] != needed:
            zh, en = f"只有“{needed.zh}”才填写", f"is only given with {needed.value}"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (AT, camel(name)), zh, en)
    if MentalHealthSign.OTHER in (columns["mental_health_signs"] or ()) and columns["mental_health_detail"] is None:
        findings.require((AT, "mentalHealthDetail"))
    illness = columns["serious_illness_detail"]
    if illness is not None and any(word in illness.upper() for word in _HIV):
        refuse_hiv_text(findings, (AT, "seriousIllnessDetail"))
