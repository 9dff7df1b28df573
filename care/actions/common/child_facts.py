"""The facts of a child that registering and updating share: checked, and turned into columns."""

from datetime import date
from typing import Any

from care.actions.common.findings import ANNEX, Findings, camel
from care.actions.common.reading import doubt, read_ethnicity, read_name, read_short_text, read_text
from care.duties.search_keys import name_key
from care.ledgers.faults import FaultCode
from policies.refusal import ErrorCode
from records.codes import GuardianshipCondition, ResidentIdMissing, RiskLevel

TEXTS = (
    "schooling",
    "mind_and_behaviour",
    "education_aid",
    "medical_aid",
    "other_aid",
    "care_needs",
    "notes",
)
CODES = ("single_parent", "boarding", "school_status")


def text_columns(findings: Findings, facts: dict[str, Any], today: date) -> dict[str, Any]:
    """Give the columns of the texts and codes among the facts that a command speaks of."""
    columns: dict[str, Any] = {}
    if "name" in facts:
        name = read_name(findings, ("name",), facts["name"], today)
        if name is None and not findings.spoiled("name"):
            findings.require(("name",), ANNEX)
        columns |= {"name": name, "name_key": name_key(name or "")}
    if "ethnicity" in facts:
        columns["ethnicity"] = read_ethnicity(findings, ("ethnicity",), facts["ethnicity"], today)
    if "address" in facts:
        columns["address"] = read_short_text(findings, ("address",), facts["address"], today)
    for column in TEXTS:
        if column in facts:
            columns[column] = read_text(findings, (camel(column),), facts[column], today)
    for column in CODES:
        if column in facts:
            columns[column] = facts[column]
    if "hukou_type" in facts:
        if facts["hukou_type"] is None:
            findings.require(("hukouType",), ANNEX)
        columns["hukou_type"] = facts["hukou_type"]
    return columns


def guardianship_columns(
    findings: Findings, condition: GuardianshipCondition | None, detail: str | None, risk: RiskLevel, today: date
) -> dict[str, Any]:
    """Give the columns of the child's guardianship; an inadequate one must be described, and contradicts low risk."""
    described = read_text(findings, ("guardianshipDetail",), detail, today)
    if condition is GuardianshipCondition.INADEQUATE:
        if described is None:
            findings.require(("guardianshipDetail",), ANNEX)
        if risk is RiskLevel.LOW:
            doubt(findings, ("guardianshipCondition",), FaultCode.RISK_CONTRADICTS)
    elif described is not None:
        zh, en = "只有“监护不到位”才填写具体情形", "is only given when guardianship is inadequate"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("guardianshipDetail",), zh, en, ANNEX)
    return {"guardianship_condition": condition, "guardianship_detail": described}


def missing_reason(findings: Findings, value: str | None) -> ResidentIdMissing | None:
    """Read why there is no resident ID number."""
    if value is None:
        return None
    try:
        return ResidentIdMissing[value]
    except KeyError:
        known = "、".join(one.value for one in ResidentIdMissing)
        zh, en = f"只能是：{known}", f"must be one of {known}"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("residentIdMissing",), zh, en)
        return None
