"""What of a row a caller is shown: classes, masks, and what filters and orders may tell."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from care.actions.common.child_rows import search_rows
from care.duties.settle import settle
from policies.classes import FieldClass, Sight
from records.access import access_link
from records.child import child, child_category, child_class, child_health, child_search
from records.codes import Role
from records.guardian import absence, guardian
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, Ask, caller_of
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

NUMBER = "990000201503140014"


@pytest.fixture
async def full(house: House, fujian: Tenant) -> UUID:
    """A child with a value in every class."""
    async with house.work(fujian, scope=scope(GULOU, TAIJIANG)) as work:
        await work.run(delete(child))
        key = await put_child(work, "陈小明", VILLAGE)
        sealed = work.keys.encrypt(NUMBER, table="child", row=key, field="resident_id")
        await work.run(
            update(child)
            .where(child.c.id == key)
            .values(
                resident_id=sealed,
                resident_id_masked=f"{NUMBER[:6]}{'*' * 12}",
                resident_id_blind=work.keys.blind(NUMBER),
                resident_id_missing=None,
                address="幸福路1号",
                mind_and_behaviour="沉默寡言",
                notes="需要冬衣",
            )
        )
        for category in ("DISABLED", "HIV_INFECTED", "ORPHAN"):
            await work.run(insert(child_category).values(child_id=key, division=VILLAGE, category=category))
        await work.run(insert(child_health).values(child_id=key, division=VILLAGE, kind="DISABLED", grade="GRADE_2"))
        await work.run(
            insert(guardian).values(
                id=uuid7(),
                child_id=key,
                division=VILLAGE,
                relation="FATHER",
                name="陈大",
                special_status=["IN_CUSTODY"],
                created_at=NOW,
                updated_at=NOW,
            )
        )
        await settle(work, [key])
        return key


async def read(ask: Ask, role: Role, fields: str, *areas: int, subject: str | None = None) -> dict[str, Any]:
    query = f"{{ children {{ nodes {{ {fields} }} }} }}"
    found: dict[str, Any] = (await ask(role, query, *areas, subject=subject))["data"]["children"]["nodes"][0]
    return found


async def test_a_resident_id_shows_its_first_six_characters_to_every_reader_and_says_so(ask: Ask, full: UUID) -> None:
    for role, area in ((Role.CHILD_DIRECTOR, VILLAGE), (Role.COUNTY_OFFICER, GULOU)):
        answer = await read(ask, role, "residentId masked", area)
        assert answer["residentId"] == "990000************"
        assert "residentId" in answer["masked"]


async def test_restricted_categories_are_left_out_for_who_may_not_read_them(ask: Ask, full: UUID) -> None:
    county = await read(ask, Role.COUNTY_OFFICER, "categories masked", GULOU)
    director = await read(ask, Role.CHILD_DIRECTOR, "categories masked", VILLAGE)
    assert county["categories"] == ["DISABLED", "HIV_INFECTED", "ORPHAN"]
    assert "categories" not in county["masked"]
    assert director["categories"] == ["DISABLED", "ORPHAN"]
    assert "categories" in director["masked"]


async def test_a_restricted_category_cannot_be_found_by_filtering(ask: Ask, full: UUID) -> None:
    query = "{ children(where: {categories: [HIV_INFECTED]}) { totalCount } }"
    assert (await ask(Role.COUNTY_OFFICER, query, GULOU))["data"]["children"]["totalCount"] == 1
    assert (await ask(Role.CHILD_DIRECTOR, query, VILLAGE))["data"]["children"]["totalCount"] == 0
    refused = "{ children(where: {not: {categories: [HIV_INFECTED]}}) { totalCount } }"
    assert (await ask(Role.CHILD_DIRECTOR, refused, VILLAGE))["data"]["children"]["totalCount"] == 1


async def test_a_class_does_not_tell_of_restricted_categories(
    ask: Ask, house: House, fujian: Tenant, full: UUID
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await work.run(delete(child_category).where(child_category.c.category != "HIV_INFECTED"))
        await work.run(delete(child_health))
        for of in ("IN_DIFFICULTY", "RURAL_LEFT_BEHIND"):
            await work.run(insert(child_class).values({"child_id": full, "division": VILLAGE, "class": of}))
        await settle(work, [full])
    query = "{ children(where: {classes: [IN_DIFFICULTY]}) { totalCount } }"
    for role, area, classes in (
        (Role.COUNTY_OFFICER, GULOU, ["IN_DIFFICULTY", "RURAL_LEFT_BEHIND"]),
        (Role.CHILD_DIRECTOR, VILLAGE, ["RURAL_LEFT_BEHIND"]),
    ):
        assert (await read(ask, role, "classes", area))["classes"] == classes
        found = (await ask(role, query, area))["data"]["children"]["totalCount"]
        assert found == ("IN_DIFFICULTY" in classes)


async def test_not_keeps_rows_whose_value_is_unknown(ask: Ask, full: UUID) -> None:
    query = "{ children(where: {not: {schoolStatus: [IN_SCHOOL]}}) { totalCount } }"
    assert (await ask(Role.COUNTY_OFFICER, query, GULOU))["data"]["children"]["totalCount"] == 1


async def test_a_planned_departure_is_an_absence_but_nobody_is_away_yet(
    ask: Ask, house: House, fujian: Tenant, full: UUID
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        keys = {"id": uuid7(), "guardian_id": await work.value(select(guardian.c.id)), "child_id": full}
        when = {"since": NOW.date() + timedelta(days=9), "created_at": NOW, "updated_at": NOW}
        await work.run(insert(absence).values(**keys, **when, division=VILLAGE, purpose="WORK", abroad=False))
    shown = (await read(ask, Role.COUNTY_OFFICER, "guardians { away { since } absences { since } }", GULOU))[
        "guardians"
    ]
    assert shown == [{"away": None, "absences": [{"since": "2026-12-01"}]}]


async def test_viewer_can_names_what_can_be_done_to_the_row(ask: Ask, full: UUID) -> None:
    assert (await read(ask, Role.CHILD_DIRECTOR, "viewerCan", VILLAGE))["viewerCan"] == ["update", "move"]
    assert (await read(ask, Role.VILLAGE_COMMITTEE, "viewerCan", VILLAGE))["viewerCan"] == []


async def test_masked_depends_on_policy_alone_never_on_the_row(
    ask: Ask, house: House, fujian: Tenant, full: UUID
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await put_child(work, "空白", VILLAGE)
    query = "{ children { nodes { masked guardians { masked } } } }"
    rows = (await ask(Role.CHILD_DIRECTOR, query, VILLAGE))["data"]["children"]["nodes"]
    assert rows[0]["masked"] == rows[1]["masked"]


async def test_a_partner_sees_only_the_classes_of_its_permit(
    ask: Ask, house: House, fujian: Tenant, full: UUID
) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        link = {"subject": "partner@fujian", "kind": "child", "object": full, "classes": ["basic"]}
        await work.run(insert(access_link).values(**link, until=NOW.replace(year=2027)))
    fields = "name address mindAndBehaviour notes categories residentId guardians { name specialStatus } masked"
    answer = await read(ask, Role.PARTNER_WORKER, fields, subject="partner@fujian")
    permit = caller_of(house, Role.PARTNER_WORKER).permit
    assert answer["name"] == "陈小明"
    assert permit.sight("child", FieldClass.HEALTH) is Sight.HIDE
    assert answer["mindAndBehaviour"] is None
    assert answer["categories"] == []
    assert {"mindAndBehaviour", "categories"} <= set(answer["masked"])


async def test_a_filter_or_order_by_a_hidden_class_is_refused(
    ask: Ask, house: House, fujian: Tenant, full: UUID
) -> None:
    permit = caller_of(house, Role.VOLUNTEER).permit
    assert permit.sight("child", FieldClass.FAMILY) is Sight.HIDE
    for arguments in (
        "where: {riskLevel: [HIGH]}",
        "where: {not: {classes: [IN_DIFFICULTY]}}",
        "orderBy: RISK_THEN_DUE",
    ):
        answer = await ask(Role.VOLUNTEER, f"{{ children({arguments}) {{ totalCount }} }}", subject="volunteer@fujian")
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_a_child_is_found_by_name_pinyin_and_initials(ask: Ask, house: House, fujian: Tenant, full: UUID) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        other = await put_child(work, "阿依古丽·买买提", VILLAGE)
        for key, name in ((full, "陈小明"), (other, "阿依古丽·买买提")):
            await work.many(insert(child_search), search_rows(key, VILLAGE, name))
    query = "query($text: String!) { children(where: {search: $text}) { nodes { name } } }"

    async def found(text: str) -> Sequence[str]:
        answer = await ask(Role.COUNTY_OFFICER, query, GULOU, text=text)
        return [node["name"] for node in answer["data"]["children"]["nodes"]]

    for text in ("陈", "陈小明", "chen", "chenxiao", "cxm", "CXM"):
        assert await found(text) == ["陈小明"], text
    for text in ("阿依古丽买买提", "阿依古丽·买", "ayigu"):
        assert await found(text) == ["阿依古丽·买买提"], text
    for text in ("小明", "chenxy", "' OR 1=1 --"):
        assert await found(text) == [], text


async def test_a_search_for_nothing_is_refused(ask: Ask, full: UUID) -> None:
    for text in ("", " ", "·", "%"):
        query = f'{{ children(where: {{search: "{text}"}}) {{ totalCount }} }}'
        answer = await ask(Role.COUNTY_OFFICER, query, GULOU)
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
