"""A province that nobody has written for: one file, and not a line of code."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from care.actions.apply_rulebook import ApplyRulebook
from care.actions.walk import walk
from care.rulebooks.flaws import RulebookError
from records.codes import Role
from tenants.house import House
from tests.care.rulebooks.texts import layer, rule
from tests.support import template
from tests.support.lawful import apply
from tests.support.places import open_house
from tests.support.scenes import Scene

GUIZHOU, GUIYANG, YUNYAN = 520000000000, 520100000000, 520103000000
TOWNSHIP, VILLAGE = 520103001000, 520103001001
PLACES = ((TOWNSHIP, "虚构街道", "TOWNSHIP", YUNYAN), (VILLAGE, "虚构社区", "VILLAGE", TOWNSHIP))

MONTHLY = 'unit = "month"'
PROVINCE = layer(
    rule("contact.maxInterval", "1", MONTHLY, article="第三条"),
    rule("visit.household.maxInterval", "3", MONTHLY, article="第四条"),
    rule("visit.household.maxInterval", "1", f'{MONTHLY}\nfor = ["HIGH"]', article="第四条"),
    place="guizhou",
    division=GUIZHOU,
)
COUNTY = layer(rule("visit.household.maxInterval", "2", MONTHLY), place="yunyan", division=YUNYAN)
DUTIES = """query($id: ID!) { child(id: $id) { duties(first: 50) { nodes { kind status dueOn basis citation } } } }"""
RULES = "query($division: DivisionCode) { rulebook(division: $division) { layers rules { key value unit } } }"


class Guizhou(Scene):
    """The scene of a tenant without shipped rules."""

    @property
    def tenant(self) -> str:
        return "guizhou"

    @property
    def village(self) -> int:
        return VILLAGE


@pytest.fixture
async def here(fresh_url: str, owner: asyncpg.Connection) -> AsyncIterator[Guizhou]:
    """Guizhou as a tenant, onboarded like any other; its townships and villages as a list of places would have them."""
    await owner.executemany(
        "INSERT INTO platform.divisions (code, name, level, parent, reports_to, source, verified)"
        " VALUES ($1, $2, $3, $4, $4, 'test', true)",
        PLACES,
    )
    await template.settle_in(fresh_url, "guizhou")
    async with open_house(fresh_url) as house:
        yield Guizhou(house, "guizhou")


async def decide(house: House, *texts: str) -> None:
    tenant = await house.tenant("guizhou")
    assert tenant is not None
    for number, text in enumerate(texts):
        await apply(house, tenant, ApplyRulebook((f"{number}.toml", text)))
    await walk(house, tenant)


async def owed(here: Scene, child: str) -> dict[str, tuple[Any, ...]]:
    nodes = (await here.ask(DUTIES, Role.COUNTY_OFFICER, id=child))["child"]["duties"]["nodes"]
    return {
        one["kind"]: (one["dueOn"], one["basis"], one["citation"])
        for one in nodes
        if one["status"] in ("OPEN", "DUE_TODAY", "OVERDUE")
    }


async def test_where_no_rule_is_written_no_contact_and_no_visit_is_owed(here: Guizhou) -> None:
    here.at("2026-03-20")
    child = await here.register()
    assert not {"CONTACT", "HOUSEHOLD_VISIT"} & (await owed(here, child)).keys()


async def test_a_file_makes_the_duties_of_the_children_on_file_and_of_those_to_come(here: Guizhou) -> None:
    here.at("2026-03-20")
    before = await here.register()
    await decide(here.house, PROVINCE)
    here.at("2026-03-21")
    after = await here.register(name="单小红")
    for child in (before, after):
        found = await owed(here, child)
        assert found["CONTACT"][1:] == ("IN_FORCE", "guizhou〔2026〕1号第三条")
        assert found["HOUSEHOLD_VISIT"][1:] == ("IN_FORCE", "guizhou〔2026〕1号第四条")
    book = (await here.ask(RULES, Role.COUNTY_OFFICER, division=str(VILLAGE)))["rulebook"]
    assert book["layers"] == ["guizhou"]
    assert {"key": "contact.maxInterval", "value": "1", "unit": "month"} in book["rules"]


async def test_a_visit_satisfies_and_the_next_is_due_by_the_files_interval(here: Guizhou) -> None:
    here.at("2026-03-20")
    await decide(here.house, PROVINCE)
    child = await here.register()
    here.at("2026-03-25", "18:00")
    assert (await here.visit(child, "2026-03-25"))["userErrors"] == []
    found = await owed(here, child)
    assert (found["CONTACT"][0], found["HOUSEHOLD_VISIT"][0]) == ("2026-04-25", "2026-06-25")


async def test_a_county_under_it_tightens_by_one_file_more_and_may_not_relax(here: Guizhou) -> None:
    here.at("2026-03-20")
    await decide(here.house, PROVINCE, COUNTY)
    child = await here.register()
    here.at("2026-03-25", "18:00")
    await here.visit(child, "2026-03-25")
    assert (await owed(here, child))["HOUSEHOLD_VISIT"] == ("2026-05-25", "IN_FORCE", "yunyan〔2026〕1号第一条")
    with pytest.raises(RulebookError, match="6 months"):
        await decide(here.house, COUNTY.replace("value = 2", "value = 6"))
