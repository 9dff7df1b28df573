"""Which rows somebody sees (rules 6; rows PR): places, tenants, lists, a school's own pupils, staff in training."""

from dataclasses import replace
from typing import Any

import pytest

from api.identity import Identity
from api.tokens.claims import Claims
from policies.caller import Caller
from policies.refusal import Refused
from policies.source import baseline
from records.codes import OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import opened as case_opened
from tests.support.casework import told
from tests.support.entrusting import committee, draft, sign
from tests.support.partners import codes, do, granted, partner, signed
from tests.support.reporting import REVOKE, admin, employed, file, office, read
from tests.support.scenes import Scene

CHILD = """query($id: ID!) { child(id: $id) { id name } node(id: $id) { id } nodes(ids: [$id]) { id }
  children { nodes { id } } }"""
UPDATE = """mutation($input: UpdateChildInput!) { updateChild(input: $input) {
  child { id } userErrors { code path } } }"""
NOTHING: dict[str, Any] = {"child": None, "node": None, "nodes": [None], "children": {"nodes": []}}
PUPILS = """query { children { totalCount nodes { id name fileStatus classes address guardians { name }
    visits { totalCount nodes { id } } agreement { id carerName } masked } }
  agreements { nodes { id child { id } } } visits { nodes { id } } duties { nodes { id } } reports { nodes { id } } }"""


async def test_pr01_a_director_finds_no_child_of_another_village(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    theirs = await here.register(Role.CHILD_DIRECTOR)
    director = here.caller(Role.CHILD_DIRECTOR, here.village + 1)
    missing = "child_00000000-0000-7000-8000-000000000001"
    assert await here.ask(CHILD, director, id=theirs) == NOTHING
    assert await here.ask(CHILD, director, id=missing) == NOTHING
    answers = [
        await here.ask(UPDATE, director, input={"id": key, "version": 1, "notes": "x"}) for key in (theirs, missing)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["updateChild"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["id"]}]


async def test_pr02_a_child_of_another_province_is_not_there(scene: Stage) -> None:
    fujian, jilin = scene("fujian"), scene("jilin")
    fujian.at("2026-03-02")
    child = await fujian.register()
    county = jilin.caller(Role.COUNTY_OFFICER)
    everywhere = replace(county, areas=(fujian.county, jilin.county), scope="{(,)}")
    for who in (county, everywhere):
        assert await jilin.ask(CHILD, who, id=child) == NOTHING
        payload = (await jilin.ask(UPDATE, who, input={"id": child, "version": 1, "notes": "x"}))["updateChild"]
        assert payload == {"child": None, "userErrors": [{"code": "NOT_FOUND", "path": ["id"]}]}
    assert (await fujian.ask(CHILD, id=child))["child"]["name"] == "单小明"


async def test_pr04_a_partner_on_a_visit_reads_nothing_of_the_parents_troubles(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03")
    mother = {"relation": "MOTHER", "name": "单某", "specialStatus": ["IN_CUSTODY"], "phone": "13800138000"}
    child = await here.register(guardians=[mother], address="城区路1号")
    organisation, worker = await partner(here)
    await signed(here, organisation)
    # Assigned to visits, with whom to ring and where to go: as much as such a grant may give.
    await granted(here, organisation, child, classes=["contact", "location"])
    asked = """query($id: ID!) { child(id: $id) { address guardians {
      name relation specialStatus specialDetail phone residentId masked } } }"""
    found = (await here.ask(asked, worker, id=child))["child"]
    (seen,) = found["guardians"]
    assert (found["address"], seen["name"], seen["relation"]) == ("城区路1号", "单某", "MOTHER")
    # The contract has lists of hidden classes as null where they are nullable, and says so.
    assert not seen["specialStatus"]
    assert (seen["specialDetail"], seen["residentId"], seen["phone"]) == (None, None, "*******8000")
    assert {"specialStatus", "specialDetail", "phone", "residentId"} <= set(seen["masked"])
    refused = await do(
        *(here, "grantPartner"), organisationId=organisation, childIds=[child], fieldClasses=["special"],
        purpose="VISIT", until="2026-09-01T00:00:00+08:00",
    )  # fmt: skip
    assert codes(refused) == [("FORBIDDEN", ["fieldClasses", "0"])]
    assert (await here.visit(child, "2026-06-02", who=worker))["userErrors"] == []
    (county,) = (await here.ask(asked, id=child))["child"]["guardians"]
    assert county["specialStatus"] == ["IN_CUSTODY"]


async def teacher(
    here: Scene, subject: str = "teacher@fujian", kind: OrganisationKind = OrganisationKind.SCHOOL
) -> tuple[str, Caller]:
    """Enter a school with somebody who acts for it; gives its id and that person, who has no place."""
    key = await office(here, kind, here.township)
    return key, replace(await employed(here, Role.SCHOOL, key, subject=subject), areas=(), scope="{}")


async def test_pr05_a_school_sees_its_own_pupils_without_a_list_their_confirmation_and_no_visit(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    school, who = await teacher(here)
    other_school, other = await teacher(here, "other@fujian", OrganisationKind.KINDERGARTEN)
    father = {"relation": "FATHER", "name": "单大伟"}
    pupil = await here.register(schoolId=school, address="中山路1号", guardians=[father])
    stranger = await here.register(name="单小红", schoolId=other_school)
    nowhere = await here.register(name="单小刚")
    witness = await committee(here)
    for child in (pupil, stranger, nowhere):
        await sign(here, await draft(here, child, "GUARDIANSHIP_CONFIRMATION"), "2026-03-02", witness=witness)
    assert (await here.visit(pupil, "2026-03-02"))["userErrors"] == []
    seen = await here.ask(PUPILS, who)
    (child,) = seen["children"]["nodes"]
    assert seen["children"]["totalCount"] == 1
    assert (child["id"], child["name"], child["fileStatus"]) == (pupil, "单小明", "OPEN")
    assert child["agreement"]["carerName"] == "单大伯"
    assert seen["agreements"]["nodes"] == [{"id": child["agreement"]["id"], "child": {"id": pupil}}]
    assert (child["classes"], child["address"], child["guardians"]) == ([], None, [])
    assert (child["visits"], seen["visits"]["nodes"]) == ({"totalCount": None, "nodes": []}, [])
    assert {"visits", "classes", "address", "guardians"} <= set(child["masked"])
    assert (await here.ask(CHILD, who, id=stranger))["child"] is None
    assert [one["id"] for one in (await here.ask(PUPILS, other))["children"]["nodes"]] == [stranger]
    report = (await file(here, "VISIT_PROBLEM", "2026-03-02T09:00", who, reporterKind="SCHOOL"))["report"]
    await file(here, "VISIT_PROBLEM", "2026-03-02T09:00", other, reporterKind="SCHOOL")
    assert [one["id"] for one in await read(here, who)] == [report["id"]]
    one = await here.ask("query($id: ID!) { node(id: $id) { id } }", who, id=child["agreement"]["id"])
    assert one["node"] is not None

    # A pupil that changes school goes from one sight to the other, and so does who loses the role.
    version = (await here.ask("query($id: ID!) { child(id: $id) { version } }", id=pupil))["child"]["version"]
    moved = await here.ask(UPDATE, input={"id": pupil, "version": version, "schoolId": other_school})
    assert moved["updateChild"]["userErrors"] == []
    assert (await here.ask(PUPILS, who))["children"]["nodes"] == []
    assert len((await here.ask(PUPILS, other))["children"]["nodes"]) == 2
    gone = {"subject": other.subject, "role": "SCHOOL", "division": str(here.county), "organisationId": other_school}
    assert (await here.ask(REVOKE, admin(here), input=gone))["revokeRole"]["userErrors"] == []
    # The wall behind the statement has it too: here the caller still says that it acts for the school.
    assert (await here.ask(PUPILS, other))["children"]["nodes"] == []
    assert (await here.ask(PUPILS, other))["agreements"]["nodes"] == []


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.PAIRING_PERSON, Role.PARTNER_WORKER, Role.PSYCH_TEAM])
async def test_others_who_work_at_a_school_see_none_of_its_pupils(scene: Stage, role: Role) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    school, _ = await teacher(here)
    await here.register(schoolId=school)
    helper = replace(await employed(here, role, school, subject="helper@fujian"), areas=(), scope="{}")
    seen = await here.ask(PUPILS, helper)
    assert (seen["children"]["nodes"], seen["agreements"]["nodes"]) == ([], [])


async def test_an_institution_reads_the_children_that_live_there_and_no_others(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    home = await office(here, OrganisationKind.WELFARE_INSTITUTION, here.county)
    nurse = replace(await employed(here, Role.WELFARE_INSTITUTION, home, subject="home@fujian"), areas=(), scope="{}")
    child, case = await case_opened(here)
    other = await here.register(name="单小红")
    assert (await here.ask(CHILD, nurse, id=child))["child"] is None
    facts: dict[str, Any] = {"kind": "WELFARE_INSTITUTION", "organisationId": home, "startsOn": "2026-03-02"}
    placed = await told(here, "placeChild", caseId=case, **facts)
    seen = await here.ask(CHILD, nurse, id=child)
    assert seen["child"] == {"id": child, "name": "单小明"}
    assert [one["id"] for one in seen["children"]["nodes"]] == [child]
    assert (await here.ask(CHILD, nurse, id=other))["child"] is None
    here.at("2026-04-02")
    await told(here, "endPlacement", placementId=placed["id"], endsOn="2026-04-01", reason="已返家")
    assert (await here.ask(CHILD, nurse, id=child))["child"] is None


ENROL = """mutation($input: EnrolTraineeInput!) { enrolTrainee(input: $input) {
  trainee { id } userErrors { code path } } }"""
ASSIGN = """mutation($input: AssignRoleInput!) { assignRole(input: $input) {
  assignment { role } userErrors { code path citation } } }"""
TRAINED = """mutation($input: RecordTrainingInput!) { recordTraining(input: $input) {
  trainee { id } userErrors { code path } } }"""


async def test_pr17_a_director_in_training_reads_no_child_until_the_assessment_is_passed(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    child = await here.register()
    subject = "trainee@yunnan"
    form = {"name": "李某某", "phone": "13800138000", "post": "CHILD_DIRECTOR", "division": str(here.village)}
    enrolled = (await here.ask(ENROL, input={**form, "subject": subject}))["enrolTrainee"]
    assert enrolled["userErrors"] == []

    async def verify(_: str) -> Claims:
        return Claims(subject=subject, name=None, tenant="yunnan", role=None, expires=here.caller(Role.SCHOOL).expires)

    identity = Identity(here.house, verify, baseline())
    with pytest.raises(Refused, match="FORBIDDEN"):
        await identity.caller("token")
    role = {"subject": subject, "role": "CHILD_DIRECTOR", "division": str(here.village)}
    refused = (await here.ask(ASSIGN, input=role))["assignRole"]
    assert refused["assignment"] is None
    ((code, path, citation),) = [(one["code"], one["path"], one["citation"]) for one in refused["userErrors"]]
    assert (code, path) == ("NOT_ASSESSED", ["role"])
    assert "云民规〔2019〕3号" in citation
    with pytest.raises(Refused, match="FORBIDDEN"):
        await identity.caller("token")

    facts = {"kind": "INITIAL", "trainerLevel": "COUNTY", "heldOn": "2026-03-01", "assessment": "PASSED"}
    passed = (await here.ask(TRAINED, input={"traineeId": enrolled["trainee"]["id"], **facts}))["recordTraining"]
    assert passed["userErrors"] == []
    assert (await here.ask(ASSIGN, input=role))["assignRole"]["userErrors"] == []
    director = await identity.caller("token")
    assert (await here.ask(CHILD, director, id=child))["child"]["id"] == child
