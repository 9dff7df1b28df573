"""Which values of a list a place knows."""

from datetime import date

import pytest

from care.divisions.tree import chain
from care.rulebooks.dimension import dimensions
from care.rulebooks.enumerations import _PICKED_FROM, known_values
from care.rulebooks.library import library, packaged
from care.rulebooks.rulebook import Rulebook
from records import codes
from tests.care.rulebooks.texts import layer, rule
from tests.support.scenes import VILLAGES

DAY = date(2026, 6, 1)


def at(jurisdiction: str) -> Rulebook:
    return packaged().rulebook(chain(VILLAGES[jurisdiction]), DAY)


def values(jurisdiction: str, name: str) -> set[str] | None:
    known = known_values(at(jurisdiction), name)
    return None if known is None else set(known)


@pytest.mark.parametrize(
    ("jurisdiction", "name", "known"),
    [
        ("shanxi", "ChildClass", {"LEFT_BEHIND", "IN_DIFFICULTY"}),
        ("shangri-la", "ChildClass", {"LEFT_BEHIND", "RURAL_LEFT_BEHIND", "IN_DIFFICULTY", "SCATTERED_ORPHAN"}),
        ("fujian", "RiskLevel", {"HIGH", "MEDIUM", "LOW"}),
        ("shanxi", "RiskLevel", set()),
        ("jilin", "GuardianshipRating", {"GOOD", "AVERAGE", "HIGH_RISK"}),
        ("fujian", "GuardianshipRating", set()),
        ("shanxi", "PlacementKind", None),
        ("fujian", "CareInstrument", {"GUARDIANSHIP_CONFIRMATION"}),
        ("shangri-la", "CareInstrument", {"CARE_AGREEMENT"}),
        ("shanxi", "Sex", None),
    ],
)
def test_a_place_knows_what_its_documents_name(jurisdiction: str, name: str, known: set[str] | None) -> None:
    assert values(jurisdiction, name) == known


def test_categories_are_those_of_every_group_and_those_to_be_given_attention() -> None:
    found = values("jilin", "DifficultyCategory")
    assert found is not None
    assert {"ORPHAN_OR_ABANDONED", "SERIOUSLY_ILL", "REGISTERED_POOR_FAMILY", "RURAL_SINGLE_PARENT"} <= found
    assert "MIGRANT_IN_DIFFICULTY" not in found


def test_a_circumstance_is_known_by_a_deadline_of_its_own_too() -> None:
    found = known_values(at("shanxi"), "ReportCircumstance")
    assert found is not None
    assert found["CHILD_MISSING"] == "晋民函〔2025〕80号第十条（一）"
    assert "第十条（二）" in found["IMPROPER_DISCIPLINE"]


def test_every_value_names_the_layers_that_know_it() -> None:
    found = known_values(at("shangri-la"), "BenefitKind")
    assert found is not None
    assert found["ORPHAN_ALLOWANCE"] == "云民规〔2019〕3号（八）（九）；香民发〔2024〕13号第二部分第7、8、14项"
    assert found["HOUSING"] == "香民发〔2024〕13号第二部分第7、8、14项"


@pytest.mark.parametrize("name", sorted(_PICKED_FROM))
def test_lists_that_rules_only_pick_from_are_never_narrowed(name: str) -> None:
    assert all(values(jurisdiction, name) is None for jurisdiction in VILLAGES)
    named = {one.codes for one in dimensions().values()} | {case for one in dimensions().values() for case in one.cases}
    assert name in named


def test_what_is_known_is_in_the_list() -> None:
    for jurisdiction in VILLAGES:
        for name in codes.__all__:
            known = values(jurisdiction, name)
            assert known is None or known <= {code.value for code in getattr(codes, name)}


def test_the_platforms_defaults_make_no_value_known() -> None:
    nowhere = packaged().rulebook([110101001001], DAY)
    assert {name for name in codes.__all__ if known_values(nowhere, name)} == set()


def test_a_new_province_narrows_by_its_file_alone() -> None:
    made_up = library([("a.toml", layer(rule("services", '["STUDY"]')))]).rulebook([860000000000], DAY)
    assert known_values(made_up, "Service") == {"STUDY": "made-up〔2026〕1号第一条"}
