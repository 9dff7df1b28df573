"""A typical case is published only de-identified, approved by a second person, and released (PR08)."""

from dataclasses import replace
from typing import Any

import pytest

from policies.caller import Caller
from records.codes import OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import refused, told
from tests.support.glass import by_hand, trail
from tests.support.reporting import employed, office
from tests.support.scenes import Scene

PUBLICATION = """id version stage title text citation proposedBy approvedBy note releasedAt viewerCan masked
  case { id child { name } }"""
PUBLISH = f"""mutation($input: PublishCaseInput!) {{ publishCase(input: $input) {{
  publication {{ {PUBLICATION} }} userErrors {{ code message path citation }} warnings {{ code }} }} }}"""
PROPOSED = f"query($where: PublicationWhere) {{ publications(where: $where) {{ nodes {{ {PUBLICATION} }} }} }}"
RELEASED = "{ publishedCases { totalCount nodes { id title text releasedOn masked } } }"
CLEAN = "某县一名十岁男童由祖母照护。\n2026年3月，民政会同公安、教育部门会商，帮助其返校。"

Payload = dict[str, Any]


async def send(here: Scene, who: Role | Caller, step: str, **form: Any) -> Payload:
    """Take a step and give the payload."""
    payload: Payload = (await here.ask(PUBLISH, who, input={"step": step, **form}))["publishCase"]
    return payload


async def done(here: Scene, who: Role | Caller, step: str, **form: Any) -> Payload:
    """Take a step that is not refused, and give the publication."""
    payload = await send(here, who, step, **form)
    assert payload["userErrors"] == [], payload
    publication: Payload = payload["publication"]
    return publication


async def opened(here: Scene) -> str:
    """Open the case of a pupil whose father and address are on file; gives its id."""
    school = await office(here, OrganisationKind.SCHOOL, here.township)
    father = {"relation": "FATHER", "name": "单大伟"}
    child = await here.register(schoolId=school, address="青石巷7号", guardians=[father])
    case: str = (await told(here, "openCase", childId=child))["id"]
    return case


def second(here: Scene) -> Caller:
    """Give another officer of the same county."""
    return here.caller(Role.COUNTY_OFFICER, subject=f"colleague@{here.jurisdiction}")


@pytest.mark.parametrize(
    ("jurisdiction", "document"),
    [("jilin", "吉"), ("fujian", "闽"), ("shangri-la", "香")],
    ids=["JL-M1", "FJ-M1", "XG-M1"],
)
async def test_pr08_a_typical_case_is_refused_until_it_is_deidentified_and_approved(
    scene: Stage, jurisdiction: str, document: str
) -> None:
    here = scene(jurisdiction)
    here.at("2026-03-02")
    case = await opened(here)
    village = await here.ask("query($c: DivisionCode!) { division(code: $c) { name } }", c=str(here.village))
    place = village["division"]["name"]
    telling = f"十岁男童\n单 小明（父亲单大伟）住{place}青石巷，就读学校，2026年3月2日接报，电话13800138642。"
    payload = await send(here, Role.COUNTY_OFFICER, "PROPOSE", caseId=case, title="小明返校记", text=telling)
    assert payload["publication"] is None
    assert set(refused(payload)) == {("RULE_VIOLATION", "title"), ("RULE_VIOLATION", "text")}
    assert len(refused(payload)) == 7  # a name in the title; name, place, address, school, number and day in the text
    for one in payload["userErrors"]:
        assert document in one["citation"]
        assert not any(word in one["message"] for word in ("小明", "大伟", place, "青石", "1380013"))
    assert "第2段" in payload["userErrors"][1]["message"]
    assert (await here.ask(PROPOSED))["publications"]["nodes"] == []

    mine = await done(here, Role.COUNTY_OFFICER, "PROPOSE", caseId=case, title="返校记", text=CLEAN)
    assert (mine["stage"], mine["text"], mine["case"]["id"]) == ("PROPOSED", CLEAN, case)
    key = {"publicationId": mine["id"], "version": mine["version"]}
    assert refused(await send(here, Role.COUNTY_OFFICER, "RELEASE", **key)) == [("CONFLICT", "publicationId")]
    assert refused(await send(here, Role.COUNTY_OFFICER, "APPROVE", **key)) == [("FORBIDDEN", "publicationId")]
    assert (await here.ask(RELEASED))["publishedCases"]["nodes"] == []
    approved = await done(here, second(here), "APPROVE", **key)
    released = await done(here, Role.COUNTY_OFFICER, "RELEASE", publicationId=mine["id"], version=approved["version"])
    assert (released["stage"], released["approvedBy"]) == ("RELEASED", second(here).subject)
    for reader in (Role.PROVINCE_OFFICER, Role.VOLUNTEER, Role.SCHOOL, here.caller(Role.CHILD_DIRECTOR, here.village)):
        (seen,) = (await here.ask(RELEASED, reader))["publishedCases"]["nodes"]
        assert (seen["title"], seen["text"], seen["releasedOn"], seen["masked"]) == ("返校记", CLEAN, "2026-03-02", [])


async def test_a_text_is_judged_at_the_version_that_was_read_and_by_another_person(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    case, judge = await opened(here), second(here)
    first = await done(here, Role.COUNTY_OFFICER, "PROPOSE", caseId=case, title="返校记", text=CLEAN)
    key = first["id"]
    returned = await done(here, judge, "RETURN", publicationId=key, version=1, note="请写明结果")
    assert (returned["stage"], returned["note"], returned["version"]) == ("RETURNED", "请写明结果", 2)
    foreign = {"publicationId": key, "version": 2, "title": "返校记", "text": "他人改写"}
    assert refused(await send(here, judge, "PROPOSE", **foreign)) == [("FORBIDDEN", "publicationId")]
    again = {"publicationId": key, "version": 2, "title": "返校记", "text": f"{CLEAN}\n现已返校。"}
    assert (await done(here, Role.COUNTY_OFFICER, "PROPOSE", **again))["version"] == 3
    assert refused(await send(here, judge, "APPROVE", publicationId=key, version=1)) == [("CONFLICT", "version")]
    assert (await done(here, judge, "APPROVE", publicationId=key, version=3))["stage"] == "APPROVED"
    # Whoever changes what was approved has it approved again.
    changed = await done(here, Role.COUNTY_OFFICER, "PROPOSE", publicationId=key, version=4, title="甲", text="已返校")
    assert (changed["stage"], changed["approvedBy"]) == ("PROPOSED", None)
    late = {"publicationId": key, "version": 5}
    assert refused(await send(here, judge, "RELEASE", **late)) == [("CONFLICT", "publicationId")]


async def test_what_the_file_learns_later_is_looked_for_again_before_the_release(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    case = await opened(here)
    text = f"{CLEAN}\n志愿者秦朗每周陪伴。"
    key = (await done(here, Role.COUNTY_OFFICER, "PROPOSE", caseId=case, title="返校记", text=text))["id"]
    await done(here, second(here), "APPROVE", publicationId=key, version=1)
    child = (await here.ask("query($id: ID!) { node(id: $id) { ... on Case { child { id } } } }", id=case))["node"]
    add = "mutation($input: AddGuardianInput!) { addGuardian(input: $input) { userErrors { code } } }"
    guardian = {"relation": "OTHER", "name": "秦朗"}
    added = await here.ask(add, input={"childId": child["child"]["id"], "guardian": guardian})
    assert added["addGuardian"]["userErrors"] == []
    payload = await send(here, second(here), "RELEASE", publicationId=key, version=2)
    assert refused(payload) == [("RULE_VIOLATION", "publicationId")]
    assert "秦朗" not in payload["userErrors"][0]["message"]
    assert (await here.ask(RELEASED))["publishedCases"]["nodes"] == []


async def test_who_proposes_and_judges_reads_what_is_proposed_and_nobody_else(scene: Stage, theatre_url: str) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    seat = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    centre = replace(await employed(here, Role.PROTECTION_CENTRE, seat, subject="centre@fujian"), areas=(), scope="{}")
    case = await opened(here)
    unknown = {"caseId": case, "title": "返校记", "text": CLEAN}
    assert refused(await send(here, centre, "PROPOSE", **unknown)) == [("NOT_FOUND", "caseId")]
    child = await here.register(name="单小红")
    own = (await told(here, "openCase", childId=child, organisationIds=[seat]))["id"]
    mine = await done(here, centre, "PROPOSE", caseId=own, title="返校记", text=CLEAN, idempotencyKey="k")
    assert (await done(here, centre, "PROPOSE", caseId=own, title="返校记", text=CLEAN, idempotencyKey="k")) == mine
    other = await done(here, Role.COUNTY_OFFICER, "PROPOSE", caseId=case, title="乙", text=CLEAN)
    blind = (Role.CHILD_SUPERVISOR, Role.PROVINCE_OFFICER, Role.AUDITOR, Role.SCHOOL)
    readers: list[tuple[Role | Caller, list[str]]] = [
        (centre, [mine["id"]]),
        (Role.COUNTY_OFFICER, [other["id"], mine["id"]]),
        (here.caller(Role.COUNTY_OFFICER, 350103000000), []),
        *((role, []) for role in blind),
    ]
    for reader, keys in readers:
        seen = (await here.ask(PROPOSED, reader, where={"stages": ["PROPOSED"]}))["publications"]["nodes"]
        assert [one["id"] for one in seen] == keys
    (of_case,) = (await here.ask(PROPOSED, where={"case": own}))["publications"]["nodes"]
    assert of_case["id"] == mine["id"]
    key = {"publicationId": mine["id"], "version": 1}
    assert refused(await send(here, centre, "APPROVE", **key)) == [("FORBIDDEN", "")]
    far = here.caller(Role.COUNTY_OFFICER, 350103000000)
    assert refused(await send(here, far, "APPROVE", **key)) == [("NOT_FOUND", "publicationId")]
    await done(here, Role.COUNTY_OFFICER, "APPROVE", **key)
    await done(here, Role.COUNTY_OFFICER, "RELEASE", publicationId=mine["id"], version=2)
    gone = await done(here, centre, "WITHDRAW", publicationId=mine["id"], version=3, note="家庭提出异议")
    assert gone["stage"] == "WITHDRAWN"
    assert (await here.ask(RELEASED))["publishedCases"] == {"totalCount": 0, "nodes": []}
    steps = [
        (row["action"], row["subject"], row["reason"])
        for step in ("propose", "approve", "release", "withdraw")
        for row in await trail(theatre_url, f"publication:{step}")
        if f"publication_{row['object']}" == mine["id"]
    ]
    county = here.caller(Role.COUNTY_OFFICER).subject
    assert steps == [
        ("publication:propose", centre.subject, None),
        ("publication:approve", county, None),
        ("publication:release", county, None),
        ("publication:withdraw", centre.subject, "家庭提出异议"),
    ]
    moved = "UPDATE t_fujian.care_case SET division = 350103001001, prefecture = 350100000000"
    await by_hand(theatre_url, moved)
    (place,) = {row["division"] for row in await by_hand(theatre_url, "SELECT division FROM t_fujian.publication")}
    assert place == 350103001001


@pytest.mark.parametrize(
    ("step", "form", "codes"),
    [
        ("PROPOSE", {}, [("REQUIRED", "caseId")]),
        ("PROPOSE", {"case": True, "title": " "}, [("REQUIRED", "title"), ("REQUIRED", "text")]),
        ("PROPOSE", {"case": True, "note": "x"}, [("BAD_USER_INPUT", "note")]),
        ("APPROVE", {"text": CLEAN}, [("BAD_USER_INPUT", "text"), ("REQUIRED", "publicationId")]),
        ("RETURN", {"publicationId": "publication_00000000-0000-7000-8000-000000000001", "version": 1, "note": "x"},
         [("NOT_FOUND", "publicationId")]),
    ],
    ids=["no case", "no text", "a note that says nothing", "an approval with a text", "nothing there"],
)  # fmt: skip
async def test_what_is_wrong_with_a_step_is_told(
    scene: Stage, step: str, form: dict[str, Any], codes: list[tuple[str, str]]
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    given = {name: value for name, value in form.items() if name != "case"}
    if "case" in form:
        given["caseId"] = await opened(here)
    assert refused(await send(here, Role.COUNTY_OFFICER, step, **given)) == codes
