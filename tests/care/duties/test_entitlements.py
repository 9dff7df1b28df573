from datetime import date

import pytest

from care.duties.derived import Classified, Difficulty, Standing
from care.duties.entitlements import entitlements
from care.duties.law import Law
from care.rulebooks.library import packaged
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DutyBasis,
    FactSource,
    StandingState,
)
from tests.support.scenes import VILLAGES

SINCE, ON = date(2026, 3, 1), date(2026, 6, 1)
ORPHAN, UNATTENDED = DifficultyCategory.ORPHAN, DifficultyCategory.DE_FACTO_UNATTENDED
HELD, ENDED, OFFERED = DifficultyState.HELD, DifficultyState.ENDED, DifficultyState.OFFERED
OF_SHANXI = ("BASIC_LIVING", "HOME_TEACHING", "MEDICAL_ASSISTANCE", "TEMPORARY_RELIEF", "TWO_EXEMPTIONS_ONE_SUBSIDY")


def found(category: DifficultyCategory | None, state: DifficultyState = HELD) -> Classified:
    in_class = Standing(ChildClass.IN_DIFFICULTY, StandingState.HELD, FactSource.FACTS, SINCE, (), "", ())
    one = [] if category is None else [Difficulty(category, state, FactSource.STATED, SINCE, (), "")]
    return Classified((in_class,), tuple(one), (), None)


def kinds(jurisdiction: str, classified: Classified) -> dict[str, tuple[str, ...]]:
    book = Law(packaged()).at(VILLAGES[jurisdiction], ON)
    return {one.ground.value: one.kinds for one in entitlements(classified, book)}


@pytest.mark.parametrize(
    ("jurisdiction", "category", "entitled"),
    [
        ("shanxi", None, {"IN_DIFFICULTY": OF_SHANXI}),
        ("yunnan", ORPHAN, {"ORPHAN": ("ORPHAN_ALLOWANCE",)}),
        ("yunnan", UNATTENDED, {}),
        ("fujian", ORPHAN, {"ORPHAN": ("ORPHAN_ALLOWANCE",)}),
        ("fujian", UNATTENDED, {"DE_FACTO_UNATTENDED": ("DE_FACTO_UNATTENDED_SUPPORT",)}),
        ("shangri-la", ORPHAN, {"ORPHAN": ("ORPHAN_ALLOWANCE",)}),
        ("shangri-la", UNATTENDED, {"DE_FACTO_UNATTENDED": ("DE_FACTO_UNATTENDED_SUPPORT",)}),
        ("jilin", ORPHAN, {}),
    ],
)
def test_a_place_entitles_by_what_its_document_says(
    jurisdiction: str, category: DifficultyCategory | None, entitled: dict[str, tuple[str, ...]]
) -> None:
    assert kinds(jurisdiction, found(category)) == entitled


@pytest.mark.parametrize("state", [ENDED, OFFERED, DifficultyState.PENDING])
def test_what_does_not_hold_entitles_to_nothing(state: DifficultyState) -> None:
    assert kinds("fujian", found(ORPHAN, state)) == {}


def test_says_since_when_on_what_and_how_firmly() -> None:
    (one,) = entitlements(found(None), Law(packaged()).at(VILLAGES["shanxi"], ON))
    assert (one.since, one.basis) == (SINCE, DutyBasis.GUIDANCE)
    assert one.citation == "晋民函〔2025〕80号第九条（五）、第十一条（一）"


@pytest.mark.parametrize("jurisdiction", VILLAGES)
def test_nobody_is_entitled_to_what_the_place_does_not_know(jurisdiction: str) -> None:
    book = Law(packaged()).at(VILLAGES[jurisdiction], ON)
    entitled = {kind for one in book.cases("benefits.entitled").values() for kind in book.codes(one.key, one.case)}
    assert entitled <= book.codes("benefits")
