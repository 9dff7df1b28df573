"""What the law asks of a household visit, by place, day and class."""

from datetime import date

import pytest

from care.divisions.tree import chain
from care.duties.visit_fields import asked_of, asked_of_visits, asks
from care.rulebooks.library import library, packaged
from care.rulebooks.rulebook import Rulebook
from records.codes import ChildClass, DutyBasis, VisitField, VisitMode, VisitOutcome
from tests.care.rulebooks.texts import layer, rule
from tests.support.scenes import VILLAGES

DAY = date(2026, 6, 1)
FIVE_GROUPS = {
    *("CHILD_AND_FAMILY", "GUARDIAN_PERSON", "CARER_PERSON", "PARENTS_AWAY", "MARITAL_STATUS", "ECONOMIC_CAPACITY"),
    *("MAIN_GUARDIAN_HEALTH", "PARENT_IN_CUSTODY", "PARENT_VIOLENT", "SERIOUS_ILLNESS", "DISABILITY", "SCHOOL_STATUS"),
}
TOPICS = {"LIVING_SECURITY", "FAMILY_GUARDIANSHIP", "MEDICAL_AND_SCHOOL", "CARE_ACTIVITY", "NEEDS_AND_DIFFICULTIES"}
KNOWN = {"LIVING_SECURITY", "FAMILY_GUARDIANSHIP", "SCHOOL_STATUS"}
ASKED = {
    "shanxi": FIVE_GROUPS,
    "yunnan": KNOWN,
    "jilin": TOPICS,
    "fujian": {"VISIT_TIME", "PROBLEMS", "SOLUTIONS", "PSYCHOLOGICAL_NEEDS", "CARER_CAPACITY"},
    "shangri-la": KNOWN | {"PSYCHOLOGICAL_NEEDS", "CARER_CAPACITY"},
}


def at(jurisdiction: str, on: date = DAY) -> Rulebook:
    return packaged().rulebook(chain(VILLAGES[jurisdiction]), on)


@pytest.mark.parametrize("jurisdiction", ASKED)
def test_every_place_asks_what_its_documents_ask(jurisdiction: str) -> None:
    assert {one.field for one in asked_of(at(jurisdiction), ())} == ASKED[jurisdiction]


def test_classes_of_children_are_asked_more() -> None:
    of = {
        one: {asked.field for asked in asked_of(at("shanxi"), [one])} - FIVE_GROUPS
        for one in (ChildClass.LEFT_BEHIND, ChildClass.IN_DIFFICULTY, ChildClass.SCATTERED_ORPHAN)
    }
    assert of == {
        ChildClass.LEFT_BEHIND: {VisitField.AGREEMENT_SIGNED},
        ChildClass.IN_DIFFICULTY: {VisitField.MENTAL_HEALTH_SIGNS, VisitField.BENEFITS_RECEIVED},
        ChildClass.SCATTERED_ORPHAN: set(),
    }


def test_each_field_names_the_layer_that_asks_for_it() -> None:
    cited = {one.field: one.citation for one in asked_of_visits(at("shangri-la"))}
    assert cited[VisitField.LIVING_SECURITY] == "云民规〔2019〕3号附件3第2项"
    assert cited[VisitField.CARER_CAPACITY] == "香民发〔2024〕13号第二部分第2、16项"


def test_guidance_asks_without_binding_and_an_ended_plan_goes_on() -> None:
    assert {(one.basis, one.binding) for one in asked_of_visits(at("shanxi"))} == {(DutyBasis.GUIDANCE, False)}
    assert {(one.basis, one.binding) for one in asked_of_visits(at("jilin"))} == {(DutyBasis.IN_FORCE, True)}
    ended = {one.field: one for one in asked_of_visits(at("shangri-la", date(2026, 11, 5)))}
    assert (ended[VisitField.CARER_CAPACITY].basis, ended[VisitField.CARER_CAPACITY].binding) == (
        DutyBasis.EXPIRED_BASIS,
        True,
    )
    assert ended[VisitField.SCHOOL_STATUS].basis is DutyBasis.IN_FORCE


def test_a_field_that_one_layer_obliges_to_binds_whatever_another_only_guides() -> None:
    upper = layer(rule("visit.fields", '["SERIOUS_ILLNESS"]', 'strength = "guidance"'), place="upper")
    lower = layer(rule("visit.fields", '["SERIOUS_ILLNESS", "DISABILITY"]'), place="lower", division=860100000000)
    book = library([("a.toml", upper), ("b.toml", lower)]).rulebook([860100000000, 860000000000], DAY)
    assert {one.field: one.binding for one in asked_of_visits(book)} == {
        VisitField.SERIOUS_ILLNESS: True,
        VisitField.DISABILITY: True,
    }
    alone = library([("a.toml", upper)]).rulebook([860000000000], DAY)
    assert [(one.basis, one.binding) for one in asked_of_visits(alone)] == [(DutyBasis.GUIDANCE, False)]


def test_before_a_document_nothing_is_asked() -> None:
    assert asked_of_visits(at("shanxi", date(2025, 8, 30))) == ()


def test_only_a_visit_in_the_home_that_met_somebody_owes_findings() -> None:
    owing = {(mode, outcome) for mode in VisitMode for outcome in VisitOutcome if asks(mode, outcome)}
    assert owing == {(VisitMode.HOUSEHOLD, VisitOutcome.MET), (VisitMode.COMMISSIONED, VisitOutcome.MET)}
