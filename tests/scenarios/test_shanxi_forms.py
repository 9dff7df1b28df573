"""Shanxi: what a visit records (晋民函〔2025〕80号, 第九条, 第十二条), asked by the form and kept by the visit."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

FORM = """query($kind: FormKind!, $division: DivisionCode!, $on: Date) {
  form(kind: $kind, division: $division, on: $on) {
    fields { name required requiredOf basis citation options { value } } } }"""
RECORD = """mutation($input: RecordVisitInput!) { recordVisit(input: $input) {
  visits { id missingFindings findings { parentsAway parentViolent schoolStatus guardian { contact } masked } }
  userErrors { code path } warnings { code path citation } } }"""
CORRECT = """mutation($input: CorrectVisitInput!) { correctVisit(input: $input) {
  visits { id missingFindings } userErrors { code path } warnings { code path } } }"""
FIVE_GROUPS: dict[str, Any] = {
    "childAndFamily": "与祖母同住，家中两名儿童",
    "guardian": {"relation": "MOTHER", "name": "王秀英", "sex": "FEMALE", "contact": "13800138000"},
    "carer": {"relation": "GRANDPARENT", "name": "单桂花", "sex": "FEMALE", "contact": "无"},
    "parentsAway": "BOTH",
    "maritalStatus": "MARRIED",
    "economicCapacity": "务工收入，无负债",
    "mainGuardianHealth": "HEALTHY",
    "parentInCustody": "NO",
    "parentViolent": "UNKNOWN",
    "seriousIllness": "NO",
    "disability": "NO",
    "schoolStatus": "IN_SCHOOL",
    "steps": ["ASK", "LOOK", "TALK", "SERVE"],
    "sources": ["CHILD", "GUARDIAN", "NEIGHBOUR"],
    "talkedWithChild": ["MORALS", "LAW", "SAFETY", "MENTAL_HEALTH"],
    "talkedWithGuardian": ["LAW"],
    "services": ["STUDY", "COMFORT"],
}
METHOD = {"steps", "sources", "talkedWithChild", "talkedWithGuardian", "services"}
OF_DIFFICULTY: dict[str, Any] = {"mentalHealthSigns": [], "benefitsReceived": ["BASIC_LIVING"]}


async def asked(here: Scene) -> list[dict[str, Any]]:
    variables = {"kind": "VISIT", "division": str(here.village), "on": "2026-03-20"}
    fields: list[dict[str, Any]] = (await here.ask(FORM, Role.CHILD_DIRECTOR, **variables))["form"]["fields"]
    return fields


async def record(here: Scene, child: str, findings: dict[str, Any] | None) -> dict[str, Any]:
    form = {"childIds": [child], "mode": "HOUSEHOLD", "occurredAt": "2026-03-20T12:00:00+08:00", "findings": findings}
    payload: dict[str, Any] = (await here.ask(RECORD, Role.CHILD_DIRECTOR, input=form))["recordVisit"]
    assert payload["userErrors"] == []
    return payload


def told(payload: dict[str, Any]) -> set[str]:
    return {".".join(one["path"]) for one in payload["warnings"] if one["code"] == "REQUIRED"}


async def test_a_visit_records_the_five_groups_that_the_form_asks(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-20", "18:00")
    fields = await asked(here)
    required = {one["name"] for one in fields if one["required"] and one["basis"]}
    inside = {"findings.guardian.contact"}
    assert required - inside == {f"findings.{name}" for name in FIVE_GROUPS if name not in METHOD}
    child = await here.register()
    full = await record(here, child, FIVE_GROUPS)
    assert (full["warnings"], full["visits"][0]["missingFindings"]) == ([], [])
    found = full["visits"][0]["findings"]
    assert (found["parentsAway"], found["schoolStatus"], found["parentViolent"]) == ("BOTH", "IN_SCHOOL", None)
    assert found["masked"] == ["parentInCustody", "parentViolent"]
    assert found["guardian"]["contact"] == "*******8000"


async def test_every_field_that_the_form_requires_is_told_when_it_is_missing(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-20", "18:00")
    fields = await asked(here)
    required = {one["name"] for one in fields if one["required"] and one["basis"]}
    of_difficulty = {one["name"] for one in fields if one["requiredOf"] == ["IN_DIFFICULTY"]}
    assert of_difficulty == {f"findings.{name}" for name in OF_DIFFICULTY}
    plain = await here.register()
    child = await here.register(name="李小红", categories=[{"category": "ORPHAN"}])
    inside = {"findings.guardian.contact"}
    assert told(await record(here, plain, None)) == required - inside
    nothing = await record(here, child, None)
    assert told(nothing) == (required | of_difficulty) - inside
    assert {one["citation"] for one in nothing["warnings"]} == {
        "晋民函〔2025〕80号第九条（一）至（四）",
        "晋民函〔2025〕80号第九条（三）（五）",
    }
    # The guide is applied by reference: findings with gaps are kept, too, and the gaps are told.
    gaps = {**FIVE_GROUPS, "seriousIllness": "YES", "disability": "YES", "parentViolent": None}
    gaps["guardian"] = {name: value for name, value in FIVE_GROUPS["guardian"].items() if name != "contact"}
    payload = await record(here, child, gaps)
    assert told(payload) == {
        *("findings.guardian.contact", "findings.parentViolent", "findings.seriousIllnessDetail"),
        *("findings.disabilityGrade", *of_difficulty),
    }
    assert set(payload["visits"][0]["missingFindings"]) == {
        *("GUARDIAN_PERSON", "PARENT_VIOLENT", "SERIOUS_ILLNESS", "DISABILITY"),
        *("MENTAL_HEALTH_SIGNS", "BENEFITS_RECEIVED"),
    }


async def test_a_correction_completes_the_visit_of_a_child_in_difficulty(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-20", "18:00")
    child = await here.register(categories=[{"category": "ORPHAN"}])
    (first,) = (await record(here, child, FIVE_GROUPS))["visits"]
    assert first["missingFindings"] == ["MENTAL_HEALTH_SIGNS", "BENEFITS_RECEIVED"]
    sent = {"id": first["id"], "version": 1, "reason": "补充", "findings": OF_DIFFICULTY}
    payload = (await here.ask(CORRECT, Role.CHILD_DIRECTOR, input=sent))["correctVisit"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert payload["visits"][0]["missingFindings"] == []


async def test_before_the_guide_nothing_is_asked_of_a_visit(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-20", "18:00")
    child = await here.register()
    assert (await here.visit(child, "2025-08-30"))["warnings"] == []


async def test_a_child_in_difficulty_for_restricted_reasons_alone_is_asked_like_any_other(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-20", "18:00")
    plain = await here.register()
    hidden = await here.register(name="李小红", categories=[{"category": "HIV_INFECTED"}])
    both = await here.register(name="王小刚", categories=[{"category": "HIV_INFECTED"}, {"category": "ORPHAN"}])
    missing = [
        (await record(here, child, FIVE_GROUPS))["visits"][0]["missingFindings"] for child in (plain, hidden, both)
    ]
    assert missing == [[], [], ["MENTAL_HEALTH_SIGNS", "BENEFITS_RECEIVED"]]
