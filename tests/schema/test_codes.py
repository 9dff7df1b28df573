"""Codes of a place through the graph."""

import pytest

from records.codes import BenefitKind, Role, Sex
from tests.schema.conftest import Ask

CODES = """query($kind: String!, $division: DivisionCode, $on: Date) {
    codes(kind: $kind, division: $division, on: $on) { value zh en citation } }"""
SHANXI, FUJIAN, BEIJING = "140105001001", "350102001001", "110101001001"


async def codes(ask: Ask, kind: str, division: str | None = None, on: str = "2026-06-01") -> dict[str, str | None]:
    answer = await ask(Role.CHILD_DIRECTOR, CODES, kind=kind, division=division, on=on)
    assert "errors" not in answer, answer
    return {one["value"]: one["citation"] for one in answer["data"]["codes"]}


async def test_without_a_place_all_values_are_given(ask: Ask) -> None:
    assert list(await codes(ask, "BenefitKind")) == [one.value for one in BenefitKind]
    assert set((await codes(ask, "BenefitKind")).values()) == {None}


async def test_in_a_place_the_values_that_its_rules_know_come_with_their_source(ask: Ask) -> None:
    found = await codes(ask, "BenefitKind", SHANXI)
    assert list(found) == [
        *("TEMPORARY_RELIEF", "BASIC_LIVING", "MEDICAL_ASSISTANCE", "TWO_EXEMPTIONS_ONE_SUBSIDY", "HOME_TEACHING"),
        *("HOUSING", "OTHER", "NONE"),
    ]
    assert found["HOUSING"] == "晋民函〔2025〕80号第八条、第九条（五）、第十一条（一）"
    assert (found["OTHER"], found["NONE"]) == (None, None)


async def test_what_no_rule_narrows_keeps_all_its_values_and_an_unknown_list_has_none(ask: Ask) -> None:
    assert list(await codes(ask, "Sex", SHANXI)) == [one.value for one in Sex]
    assert await codes(ask, "Nonsense", SHANXI) == await codes(ask, "Nonsense") == {}


@pytest.mark.parametrize(("division", "known"), [(FUJIAN, ["HIGH", "MEDIUM", "LOW"]), (SHANXI, []), (BEIJING, [])])
async def test_a_scale_stands_only_where_a_document_has_it(ask: Ask, division: str, known: list[str]) -> None:
    assert list(await codes(ask, "RiskLevel", division)) == known


async def test_the_day_decides(ask: Ask) -> None:
    assert len(await codes(ask, "ChildClass", SHANXI, "2025-08-30")) == 4
    assert list(await codes(ask, "ChildClass", SHANXI, "2025-09-04")) == ["LEFT_BEHIND", "IN_DIFFICULTY"]
