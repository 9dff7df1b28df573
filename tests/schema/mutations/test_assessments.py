from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import RECORD_ASSESSMENT, REGISTER_CHILD, REQUEST_ASSESSMENT
from tests.schema.mutations.test_children import without_number
from tests.support.desks import COUNTY, DIRECTOR

OF_CHILD = """query($id: ID!) { child(id: $id) { riskLevel assessments(first: 10) {
  totalCount nodes { kind assessedOn riskLevel result } } } }"""


async def test_an_assessment_is_asked_for_made_and_read(say: Say) -> None:
    child = (await say(DIRECTOR, REGISTER_CHILD, input=without_number()))["registerChild"]["child"]["id"]
    asked = await say(DIRECTOR, REQUEST_ASSESSMENT, input={"childId": child, "kind": "MENTAL_HEALTH"})
    waiting = asked["requestAssessment"]["assessment"]
    assert (waiting["child"], waiting["assessedOn"], waiting["viewerCan"]) == ({"id": child}, None, ["record"])
    sent = {"childId": child, "kind": "RISK_LEVEL", "assessedOn": "2026-11-20", "riskLevel": "LOW"}
    payload = (await say(COUNTY, RECORD_ASSESSMENT, input=sent))["recordAssessment"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert payload["assessment"]["masked"] == []
    shown = (await say(DIRECTOR, OF_CHILD, id=child))["child"]
    assert shown["riskLevel"] == "LOW"
    assert shown["assessments"] == {
        "totalCount": 2,
        "nodes": [
            {"kind": "RISK_LEVEL", "assessedOn": "2026-11-20", "riskLevel": "LOW", "result": None},
            {"kind": "MENTAL_HEALTH", "assessedOn": None, "riskLevel": None, "result": None},
        ],
    }


async def test_a_refusal_names_the_field_in_chinese(say: Say) -> None:
    child = (await say(DIRECTOR, REGISTER_CHILD, input=without_number()))["registerChild"]["child"]["id"]
    sent = {"childId": child, "kind": "RISK_LEVEL", "assessedOn": "2026-11-20"}
    payload = (await say(DIRECTOR, RECORD_ASSESSMENT, input=sent))["recordAssessment"]
    assert payload["assessment"] is None
    assert payload["userErrors"] == [
        {"code": "REQUIRED", "message": "风险等级：必填", "path": ["riskLevel"], "citation": None}
    ]
