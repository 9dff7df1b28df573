"""Why somebody may do something with an object: told to oversight, never more of the object than it may know."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import insert

from api.local import local, whole
from care.actions.apply_policy import ApplyPolicy, apply_policy
from policies.source import baseline
from records.access import access_link, role_assignment
from records.codes import Role
from records.duty import duty
from records.ids import uuid7
from records.organisation import organisation
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import OTHER_COUNTY, OTHER_VILLAGE, VILLAGE, Ask, caller_of
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope
from tests.support.trails import TOLD

PROVINCE = 350000000000
WHY = """query($who: ID!, $object: ID!, $action: String!) {
  explainAccess(subject: $who, object: $object, action: $action) {
    allowed sentence policyVersion
    decisions { role allowed answer sentence lines { source line effect } grounds { kind division until } } } }"""


@pytest.fixture
async def child(house: House, fujian: Tenant) -> str:
    """A child of the village."""
    async with house.work(fujian, scope=scope(GULOU)) as work:
        return f"child_{await put_child(work, '甲', VILLAGE)}"


@pytest.fixture
async def far(house: House, fujian: Tenant) -> str:
    """A child of another county."""
    async with house.work(fujian, scope=scope(TAIJIANG)) as work:
        return f"child_{await put_child(work, '丙', OTHER_COUNTY)}"


async def assign(house: House, tenant: Tenant, subject: str, role: Role, division: int | None = None) -> None:
    row = {"id": uuid7(), "subject": subject, "role": role.value, "division": division, "valid_from": NOW}
    row |= {"granted_by": "admin@fujian", "created_at": NOW}
    async with house.work(tenant, scope="{(,)}", subject="admin@fujian") as work:
        await work.run(insert(role_assignment).values(row))


async def why(
    ask: Ask, who: str, what: str, action: str = "read", *, role: Role = Role.COUNTY_OFFICER, at: int = GULOU
) -> Any:
    answer = await ask(role, WHY, at, subject="asker@fujian", who=who, object=what, action=action)
    assert "errors" not in answer, answer
    return answer["data"]["explainAccess"]


async def test_tells_the_role_the_lines_and_the_place(house: House, fujian: Tenant, ask: Ask, child: str) -> None:
    await assign(house, fujian, "director@fujian", Role.CHILD_DIRECTOR, VILLAGE)
    told = await why(ask, "director@fujian", child)
    assert (told["allowed"], told["policyVersion"]) == (True, baseline().version)
    (one,) = told["decisions"]
    assert (one["role"], one["allowed"], one["answer"]) == ("CHILD_DIRECTOR", True, "area")
    assert one["grounds"] == [{"kind": "AREA", "division": str(VILLAGE), "until": None}]
    assert [(line["line"], line["effect"]) for line in one["lines"]] == [
        ("g, CHILD_DIRECTOR, file_readers, *", None),
        ("p, file_readers, *, child, area, allow", "allow"),
    ]
    sources = "、".join(line["source"] for line in one["lines"])
    assert told["sentence"] == one["sentence"]
    assert told["sentence"] == (
        f"director@fujian 以“儿童主任”身份可查看：其辖区 {VILLAGE} 包含该对象；依据策略 {sources}。"
    )


async def test_tells_masks_actions_and_what_no_line_allows(house: House, fujian: Tenant, ask: Ask, child: str) -> None:
    await assign(house, fujian, "town@fujian", Role.TOWNSHIP, VILLAGE // 1000 * 1000)
    told = {
        action: await why(ask, "town@fujian", child, action) for action in ("read:health", "update", "visit:record")
    }
    for one in told.values():
        assert one["allowed"] is False
        assert "没有策略允许" in one["sentence"]
    contact = await why(ask, "director@fujian", child, "read:contact")
    assert contact["decisions"] == []
    await assign(house, fujian, "director@fujian", Role.CHILD_DIRECTOR, VILLAGE)
    contact = await why(ask, "director@fujian", child, "read:contact")
    assert (contact["allowed"], contact["decisions"][0]["answer"]) == (True, "mask")
    assert "查看“contact”类字段（仅掩码）" in contact["sentence"]
    update = await why(ask, "director@fujian", child, "child:update")
    assert (update["allowed"], update["decisions"][0]["answer"]) == (True, "update")
    assert "执行 child:update" in update["sentence"]


async def test_a_child_of_another_place_is_not_theirs(house: House, fujian: Tenant, ask: Ask, child: str) -> None:
    await assign(house, fujian, "other@fujian", Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    told = await why(ask, "other@fujian", child)
    assert told["allowed"] is False
    assert told["decisions"][0]["grounds"] == []
    assert "该对象不属于辖区内的记录" in told["sentence"]


async def test_each_role_decides_for_itself(house: House, fujian: Tenant, ask: Ask, child: str) -> None:
    await assign(house, fujian, "both@fujian", Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    await assign(house, fujian, "both@fujian", Role.COUNTY_OFFICER, GULOU)
    told = await why(ask, "both@fujian", child)
    assert told["allowed"] is True
    assert [(one["role"], one["allowed"]) for one in told["decisions"]] == [
        ("CHILD_DIRECTOR", False),
        ("COUNTY_OFFICER", True),
    ]


async def test_a_list_is_told_with_its_reason_and_its_end(house: House, fujian: Tenant, ask: Ask, child: str) -> None:
    await assign(house, fujian, "partner@fujian", Role.PARTNER_WORKER)
    assert (await why(ask, "partner@fujian", child))["decisions"] == []
    key, until = UUID(child.removeprefix("child_")), NOW + timedelta(days=3)
    async with house.work(fujian, scope=scope(GULOU), subject="county@fujian") as work:
        for ground in ("", f"pairing:{uuid7()}"):
            row = {"subject": "partner@fujian", "kind": "child", "object": key, "ground": ground}
            await work.run(insert(access_link).values(row | {"classes": [], "until": until}))
    told = await why(ask, "partner@fujian", child)
    assert told["allowed"] is True
    (one,) = told["decisions"]
    assert [(ground["kind"], ground["until"][:10]) for ground in one["grounds"]] == [
        ("LIST", "2026-11-25"),
        ("PAIRING", "2026-11-25"),
    ]
    assert "列名授权，至 2026-11-25" in told["sentence"]
    house.clock = lambda: until
    assert (await why(ask, "partner@fujian", child))["allowed"] is False


async def test_a_class_that_a_grant_opens_is_told_for_the_children_that_it_names(
    house: House, fujian: Tenant, ask: Ask, child: str
) -> None:
    await assign(house, fujian, "partner@fujian", Role.PARTNER_WORKER)
    key, ground = UUID(child.removeprefix("child_")), f"grant:{uuid7()}"
    async with house.work(fujian, scope=scope(GULOU), subject="county@fujian") as work:
        row = {"subject": "partner@fujian", "kind": "child", "object": key, "ground": ground, "classes": ["family"]}
        await work.run(insert(access_link).values(row | {"until": NOW + timedelta(days=3)}))
    told = {of: await why(ask, "partner@fujian", child, f"read:{of}") for of in ("family", "health", "special")}
    assert [one["allowed"] for one in told.values()] == [True, False, False]
    (one,) = told["family"]["decisions"]
    assert (one["answer"], [ground["kind"] for ground in one["grounds"]]) == ("grant", ["GRANT"])
    assert "没有授权对该对象列明此类字段" in told["health"]["sentence"]
    assert "没有策略允许" in told["special"]["sentence"]


async def test_hidden_and_missing_objects_are_answered_alike_and_audited(
    house: House, fujian: Tenant, owner: asyncpg.Connection, ask: Ask, far: str
) -> None:
    await assign(house, fujian, "far@fujian", Role.CHILD_DIRECTOR, OTHER_COUNTY)
    missing = f"child_{uuid7()}"
    for what in (far, missing, "child_x", "nonsense_" + missing[6:], ""):
        assert await why(ask, "far@fujian", what) is None
    assert await why(ask, "\u0000", missing) is None
    rows = await owner.fetch(f"SELECT subject, kind, object, fields, {TOLD} FROM t_fujian.audit_event ORDER BY id")
    asked = [(row["subject"], row["kind"], f"child_{row['object']}", row["fields"], row["reason"]) for row in rows]
    assert asked == [("asker@fujian", "child", one, ["read"], "far@fujian") for one in (far, missing)]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.TENANT_ADMIN])
async def test_who_reads_no_child_hears_of_roles_and_policies_alone(
    house: House, fujian: Tenant, ask: Ask, child: str, role: Role
) -> None:
    await assign(house, fujian, "director@fujian", Role.CHILD_DIRECTOR, VILLAGE)
    here = await why(ask, "director@fujian", child, role=role, at=PROVINCE)
    assert await why(ask, "director@fujian", f"child_{uuid7()}", role=role, at=PROVINCE) == here
    assert here["allowed"] is None
    (one,) = here["decisions"]
    assert (one["allowed"], one["answer"], one["grounds"]) == (None, "area", [])
    assert "是否包括该对象不向您说明" in here["sentence"]
    assert (await why(ask, "director@fujian", child, "report:acknowledge", role=role, at=PROVINCE))["allowed"] is False


async def test_a_person_of_another_county_is_told_like_one_who_is_unknown(
    house: House, fujian: Tenant, ask: Ask, child: str
) -> None:
    await assign(house, fujian, "far@fujian", Role.CHILD_DIRECTOR, OTHER_COUNTY)
    far, nobody = [await why(ask, who, child) for who in ("far@fujian", "nobody@fujian")]
    assert far["decisions"] == []
    far["sentence"] = far["sentence"].replace("far@", "nobody@")
    assert far == nobody


async def test_a_tenants_own_line_is_named_where_it_decides(house: House, fujian: Tenant, ask: Ask, child: str) -> None:
    await assign(house, fujian, "director@fujian", Role.CHILD_DIRECTOR, VILLAGE)
    line = f"p, CHILD_DIRECTOR, fujian/{GULOU}, child:health, show, deny"
    admin = local(fujian, Role.TENANT_ADMIN, house.clock())
    async with house.work(fujian, scope=whole(fujian), subject=admin.subject) as work:
        await apply_policy(work, admin, ApplyPolicy(line))
    told = await why(ask, "director@fujian", child, "read:health")
    assert (told["allowed"], told["policyVersion"]) == (False, f"{baseline().version}+1")
    assert {"source": "tenant:1", "line": line, "effect": "deny"} in told["decisions"][0]["lines"]
    assert "由策略 tenant:1 取消" in told["sentence"]


async def test_says_it_in_english(house: House, fujian: Tenant, child: str) -> None:
    await assign(house, fujian, "director@fujian", Role.CHILD_DIRECTOR, VILLAGE)
    asker = caller_of(house, Role.COUNTY_OFFICER, GULOU, language="en")
    variables = {"who": "director@fujian", "object": child, "action": "read"}
    answer = await execute(house, fujian, asker, WHY, variables=variables)
    sentence = answer["data"]["explainAccess"]["sentence"]
    assert sentence.startswith(
        f"director@fujian, acting as CHILD_DIRECTOR, may read: it lies in their place {VILLAGE}; by the policy "
    )


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.COUNTY_OFFICER, Role.AUDITOR, Role.TENANT_ADMIN)]
)
async def test_nobody_else_may_ask(ask: Ask, child: str, role: Role) -> None:
    answer = await ask(role, WHY, GULOU, who="director@fujian", object=child, action="read")
    assert answer["data"] == {"explainAccess": None}
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("action", ["", "delete", "read:colour", "chlid:update", "area", "child:area", "role:SCHOOL:x"])
async def test_an_action_that_no_policy_knows_is_refused(ask: Ask, child: str, action: str) -> None:
    answer = await ask(Role.COUNTY_OFFICER, WHY, GULOU, who="director@fujian", object=child, action=action)
    assert answer["data"] == {"explainAccess": None}
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLATFORM_OPERATOR])
async def test_what_is_explained_is_what_is_answered(
    house: House, fujian: Tenant, ask: Ask, child: str, role: Role
) -> None:
    """The explanation and the person's own read agree, in the place and outside."""
    for place in (VILLAGE, OTHER_VILLAGE):
        who = f"{role.value.lower()}.{place}@fujian"
        await assign(house, fujian, who, role, place)
        read = await ask(role, "query($id: ID!) { node(id: $id) { id } }", place, subject=who, id=child)
        told = await why(ask, who, child)
        assert told["allowed"] is (read["data"]["node"] is not None), told["sentence"]


async def test_objects_of_no_child_are_explained_too(house: House, fujian: Tenant, ask: Ask) -> None:
    await assign(house, fujian, "town@fujian", Role.TOWNSHIP, VILLAGE // 1000 * 1000)
    office, owed = uuid7(), uuid7()
    place = {"division": GULOU, "prefecture": 350100000000}
    async with house.work(fujian, scope=scope(GULOU), subject="county@fujian") as work:
        stamps = {"created_at": NOW, "updated_at": NOW}
        await work.run(insert(organisation).values(id=office, name="民政局", kind="DEPARTMENT", **place, **stamps))
        facts = {"kind": "SUBMISSION", "calendar": "SPOT_CHECK_SUMMARY", "natural_key": "x", "base_on": NOW.date()}
        facts |= {"due_at": NOW, "due_on": NOW.date(), "basis": "IN_FORCE", "rule": "x", "citation": "x"}
        await work.run(insert(duty).values(id=owed, rule_version="x", **facts, **place, **stamps))
    told = await why(ask, "town@fujian", f"organisation_{office}")
    assert told["allowed"] is True
    told = await why(ask, "town@fujian", f"duty_{owed}")
    assert told["allowed"] is False
    assert "该对象不属于辖区内的记录" in told["sentence"]
