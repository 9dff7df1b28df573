"""Findings through the graph: what each role is shown of them, and what a front end is told to complete."""

from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLObjectType
from sqlalchemy import insert

from records.access import access_link
from records.codes import Role
from schema.execute import built
from schema.ids import parse_id
from tenants.house import House
from tenants.registry import Tenant
from tests.architecture.test_every_mutation_asks import SCHEMA
from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import REGISTER_CHILD, mutation
from tests.schema.mutations.test_children import without_number
from tests.schema.mutations.test_visits import siblings, visit  # noqa: F401 (a fixture)
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, GULOU, SUPERVISOR, ZHONGSHAN, caller
from tests.support.places import NOW

EVERYTHING = {
    "childAndFamily": "与祖母同住",
    "guardian": {"relation": "GRANDPARENT", "name": "单桂花", "sex": "FEMALE", "contact": "13800138000"},
    "carer": {"relation": "RELATIVE_OR_FRIEND", "name": "李大嫂", "sex": "FEMALE", "contact": "13900139001"},
    "parentsAway": "BOTH",
    "maritalStatus": "DIVORCED",
    "economicCapacity": "低收入",
    "mainGuardianHealth": "UNHEALTHY",
    "mainGuardianHealthDetail": "高血压",
    "parentInCustody": "NO",
    "parentViolent": "YES",
    "familyGuardianship": "祖母照料",
    "carerCapacity": "NEGLECTS_DUTY",
    "seriousIllness": "YES",
    "seriousIllnessDetail": "先天性心脏病",
    "disability": "YES",
    "disabilityType": "PHYSICAL",
    "disabilityGrade": "GRADE_2",
    "disabilityDetail": "左腿",
    "mentalHealthSigns": ["EMOTIONAL", "OTHER"],
    "mentalHealthDetail": "夜惊",
    "psychologicalNeeds": "想念母亲",
    "medicalAndSchool": "定期复查",
    "schoolStatus": "IN_SCHOOL",
    "agreementSigned": "NO",
    "benefitsReceived": ["MINIMUM_LIVING"],
    "livingSecurity": "吃穿有保障",
    "careActivity": "参加暑期班",
    "needsAndDifficulties": "缺少冬衣",
    "steps": ["ASK", "LOOK"],
    "sources": ["CHILD", "NEIGHBOUR"],
    "talkedWithChild": ["SAFETY"],
    "talkedWithGuardian": [],
    "services": ["STUDY"],
}
PERSON = "{ relation name sex contact }"
FINDINGS = " ".join(f"{name} {PERSON}" if isinstance(value, dict) else name for name, value in EVERYTHING.items())
RECORD = mutation("recordVisit", f"visits {{ id missingFindings findings {{ {FINDINGS} masked }} }}")
CORRECT = mutation("correctVisit", "visits { id missingFindings findings { psychologicalNeeds parentViolent } }")
READ = f"query($id: ID!) {{ node(id: $id) {{ ... on Visit {{ missingFindings findings {{ {FINDINGS} masked }} }} }} }}"
SPECIAL = {"parentInCustody", "parentViolent"}
HEALTH = {
    *("mainGuardianHealth", "mainGuardianHealthDetail", "seriousIllness", "seriousIllnessDetail", "disability"),
    *("disabilityType", "disabilityGrade", "disabilityDetail", "mentalHealthSigns", "mentalHealthDetail"),
    *("psychologicalNeeds", "medicalAndSchool"),
}
TEXTS = {"childAndFamily", "economicCapacity", "familyGuardianship", "livingSecurity", "careActivity"} | {
    "needsAndDifficulties"
}
FAMILY = set(EVERYTHING) - SPECIAL - HEALTH - TEXTS


@pytest.fixture
async def child(say: Say) -> str:
    key: str = (await say(COUNTY, REGISTER_CHILD, input=without_number()))["registerChild"]["child"]["id"]
    return key


async def recorded(say: Say, child: str, **changes: Any) -> dict[str, Any]:
    sent = visit(child, findings=EVERYTHING, **changes)
    payload = (await say(DIRECTOR, RECORD, input=sent))["recordVisit"]
    assert payload["userErrors"] == []
    # Psychological needs lead on to help in Fujian (FJ-B6): whoever finds some is asked for the need.
    assert [one["path"] for one in payload["warnings"]] == [["findings", "psychologicalNeeds"]]
    shown: dict[str, Any] = payload["visits"][0]
    return shown


def seen(findings: dict[str, Any]) -> set[str]:
    return {name for name in EVERYTHING if findings[name] is not None}


def test_every_member_that_can_be_sent_can_be_read() -> None:
    kinds = SCHEMA.type_map
    for name in ("VisitFindings", "VisitGuardian", "VisitCarer"):
        read, sent = kinds[name], kinds[f"{name}Input"]
        assert isinstance(read, GraphQLObjectType)
        assert set(read.fields) - {"masked"} == set(sent.fields)  # type: ignore[attr-defined]
    assert set(EVERYTHING) == set(kinds["VisitFindingsInput"].fields)  # type: ignore[attr-defined]


async def test_the_county_reads_everything_with_contacts_as_masks(say: Say, child: str) -> None:
    key = (await recorded(say, child))["id"]
    shown = (await say(COUNTY, READ, id=key))["node"]
    assert shown["missingFindings"] == []
    expected = {name: value for name, value in EVERYTHING.items() if name not in ("guardian", "carer")}
    assert {name: shown["findings"][name] for name in expected} == expected
    assert shown["findings"]["guardian"] == {**EVERYTHING["guardian"], "contact": "*******8000"}  # type: ignore[dict-item]
    assert shown["findings"]["carer"] == {**EVERYTHING["carer"], "contact": "*******9001"}  # type: ignore[dict-item]
    assert shown["findings"]["masked"] == []


@pytest.mark.parametrize(
    ("role", "area", "classes"),
    [
        (Role.CHILD_DIRECTOR, ZHONGSHAN, FAMILY | HEALTH | TEXTS),
        (Role.CHILD_SUPERVISOR, GUDONG, FAMILY | HEALTH | TEXTS),
        (Role.COUNTY_OFFICER, GULOU, set(EVERYTHING)),
        (Role.TOWNSHIP, GUDONG, TEXTS),
        (Role.VILLAGE_COMMITTEE, ZHONGSHAN, set()),
    ],
)
async def test_each_role_reads_the_classes_of_its_permit(
    say: Say, child: str, role: Role, area: int, classes: set[str]
) -> None:
    key = (await recorded(say, child))["id"]
    found = (await say(caller(role, area), READ, id=key))["node"]["findings"]
    assert seen(found) == classes
    assert set(found["masked"]) == set(EVERYTHING) - classes
    again = (await recorded(say, child, occurredAt="2026-11-21T07:30:00Z"))["id"]
    assert (await say(caller(role, area), READ, id=again))["node"]["findings"]["masked"] == found["masked"]


async def test_a_director_writes_what_only_others_read(say: Say, child: str) -> None:
    shown = (await recorded(say, child))["findings"]
    assert seen(shown) == set(EVERYTHING) - SPECIAL
    assert set(shown["masked"]) == SPECIAL


async def test_a_partner_reads_the_narrative_of_its_own_visits_alone(
    say: Say, house: House, fujian: Tenant, child: str
) -> None:
    partner = caller(Role.PARTNER_WORKER, subject="partner@fujian")
    async with house.work(fujian, scope="{(,)}") as work:
        link = {"subject": partner.subject, "kind": "child", "object": parse_id(child, "child"), "classes": ["basic"]}
        await work.run(insert(access_link).values(**link, until=NOW + timedelta(days=9)))
    own = (await say(partner, RECORD, input=visit(child, findings=EVERYTHING)))["recordVisit"]["visits"][0]
    assert seen(own["findings"]) == TEXTS
    assert own["missingFindings"] == []
    other = (await recorded(say, child, occurredAt="2026-11-21T07:30:00Z"))["id"]
    assert (await say(partner, READ, id=other))["node"] is None


async def test_a_visit_without_findings_shows_none_and_what_it_lacks(say: Say, child: str) -> None:
    payload = (await say(DIRECTOR, RECORD, input=visit(child, findings=None)))["recordVisit"]
    (shown,) = payload["visits"]
    assert (shown["findings"], shown["missingFindings"]) == (None, ["PSYCHOLOGICAL_NEEDS", "CARER_CAPACITY"])
    assert [one["path"] for one in payload["warnings"]] == [
        ["findings", "psychologicalNeeds"],
        ["findings", "carerCapacity"],
    ]
    assert payload["warnings"][0]["message"] == "心理需求：入户走访应当掌握，请补充"
    township = (await say(caller(Role.TOWNSHIP, GUDONG), READ, id=shown["id"]))["node"]
    assert township == {"findings": None, "missingFindings": []}


async def test_a_correction_leaves_what_it_does_not_name_and_empties_what_it_nulls(say: Say, child: str) -> None:
    first = await recorded(say, child)
    sent = {"id": first["id"], "version": 1, "reason": "补充", "findings": {"psychologicalNeeds": "已好转"}}
    (second,) = (await say(SUPERVISOR, CORRECT, input=sent))["correctVisit"]["visits"]
    county = (await say(COUNTY, READ, id=second["id"]))["node"]["findings"]
    assert (county["psychologicalNeeds"], county["parentViolent"]) == ("已好转", "YES")
    assert county["guardian"]["contact"] == "*******8000"
    sent = {"id": second["id"], "version": 1, "reason": "写错", "findings": {"guardian": None, "services": []}}
    (third,) = (await say(SUPERVISOR, CORRECT, input=sent))["correctVisit"]["visits"]
    county = (await say(COUNTY, READ, id=third["id"]))["node"]["findings"]
    assert (county["guardian"], county["services"], county["parentViolent"]) == (None, [], "YES")


async def test_a_replay_with_other_findings_is_another_request(say: Say, child: str) -> None:
    sent = visit(child, clientId="5b6d9f4e-8a1c-4f2b-9d3e-7c6a5b4d3e2f")
    first = (await say(DIRECTOR, RECORD, input=sent))["recordVisit"]
    again = (await say(DIRECTOR, RECORD, input=sent))["recordVisit"]
    assert again["visits"] == first["visits"]
    changed = {**sent, "findings": {**sent["findings"], "psychologicalNeeds": "想念母亲"}}
    refused = (await say(DIRECTOR, RECORD, input=changed))["recordVisit"]["userErrors"]
    assert [one["code"] for one in refused] == ["IDEMPOTENCY_KEY_REUSED"]


def test_the_findings_have_the_rows_of_visits() -> None:
    entities = built()[1].entities
    assert {entities[name].rows.kind for name in ("VisitFindings", "VisitGuardian", "VisitCarer")} == {"visit"}
