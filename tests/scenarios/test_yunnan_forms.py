"""Yunnan and Shangri-La: what the forms of a township's patrol and of a screening ask (云民规〔2019〕3号（六）)."""

from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

FORM = """query($kind: FormKind!, $division: DivisionCode!) { form(kind: $kind, division: $division) {
    fields { name zh type many required citation basis hint options { value zh citation } } } }"""


async def field(here: Scene, kind: str, name: str) -> dict[str, Any]:
    fields = (await here.ask(FORM, Role.TOWNSHIP, kind=kind, division=str(here.township)))["form"]["fields"]
    found: dict[str, Any] = next(one for one in fields if one["name"] == name)
    return found


@pytest.mark.parametrize("jurisdiction", ["yunnan", "shangri-la"])
async def test_yn04_the_patrol_form_needs_all_five_topics(scene: Stage, jurisdiction: str) -> None:
    here = scene(jurisdiction)
    here.at("2026-02-20")
    topics = await field(here, "PATROL", "topics")
    assert (topics["required"], topics["many"], topics["type"]) == (True, True, "PatrolTopic")
    assert [one["value"] for one in topics["options"]] == [
        *("VILLAGE_SCREENING", "KEY_FOLLOW_UP", "DIRECTOR_PERFORMANCE", "CHILDRENS_HOME", "DATA_TIMELINESS")
    ]
    assert {one["citation"] for one in topics["options"]} == {"云民规〔2019〕3号（六）"}
    assert (topics["citation"], topics["basis"]) == ("云民规〔2019〕3号（六）", "IN_FORCE")
    assert topics["hint"] == "乡镇每季度至少巡查一次"


async def test_a_screening_asks_how_each_child_was_reached_and_says_whom_a_phone_does_not_reach(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-02-20")
    mode = await field(here, "SCREENING", "entries.mode")
    assert mode["required"]
    assert {one["value"] for one in mode["options"]} == {"FIELD_CHECK", "PHONE_CHECK"}
    assert "重点儿童必须走访，电话不算" in mode["hint"]
