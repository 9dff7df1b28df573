"""What a change of the law moves is counted by direction, over what is still open."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from care.duties.derived import Classified, Derived, Difficulty, KeyReason, Owed, Standing
from care.duties.moves import Move, Moves, What
from care.duties.restricted import RESTRICTED
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DutyBasis,
    DutyKind,
    FactSource,
    KeyChildReason,
    StandingState,
    TraineePost,
)

TODAY = date(2026, 3, 20)
NOTHING = Classified((), (), (), None)


def owed(key: str, due: date, **more: object) -> Owed:
    midnight = datetime(due.year, due.month, due.day, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(days=1)
    one = Owed(
        kind=DutyKind.HOUSEHOLD_VISIT,
        key=key,
        base_on=date(2026, 1, 1),
        due_at=midnight,
        due_on=due,
        reasons=(),
        basis=DutyBasis.IN_FORCE,
        rule="visit.household.maxInterval",
        citation="某民〔2026〕1号第一条",
        post=TraineePost.CHILD_DIRECTOR,
    )
    return replace(one, **more)  # type: ignore[arg-type]  # the fields of one duty, by name


def derived(*duties: Owed, classified: Classified = NOTHING) -> Derived:
    return Derived(
        classified=classified,
        duties=duties,
        priority=1,
        next_contact_due=None,
        next_visit_due=None,
        changes_on=None,
        rule_version="v",
    )


def moved(before: Derived, after: Derived) -> Moves:
    moves = Moves()
    moves.add(before, after, TODAY)
    return moves


VISIT = owed("a", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("before", "after", "move", "counts"),
    [
        ([VISIT], [owed("a", date(2026, 3, 25))], Move.EARLIER, True),
        ([VISIT], [owed("a", date(2026, 4, 2))], Move.LATER, True),
        ([], [VISIT], Move.NEW, True),
        ([VISIT], [], Move.GONE, True),
        ([VISIT], [replace(VISIT, basis=DutyBasis.EXPIRED_BASIS)], Move.OTHER, False),
        ([VISIT], [replace(VISIT, citation="第二条")], Move.OTHER, False),
        ([VISIT], [replace(VISIT, done_on=TODAY)], Move.GONE, True),
        ([VISIT], [replace(VISIT, closes_on=date(2026, 3, 20))], Move.OTHER, False),
    ],
)
def test_an_open_duty_moves_in_one_direction(before: list[Owed], after: list[Owed], move: Move, counts: bool) -> None:
    found = moved(derived(*before), derived(*after))
    assert found.duties == {(DutyKind.HOUSEHOLD_VISIT, move): 1}
    assert (found.children, found.moved) == (1, int(counts))


@pytest.mark.parametrize("closed", [{"done_on": date(2026, 3, 1)}, {"closes_on": date(2026, 3, 19)}])
def test_what_is_done_or_missed_moves_no_more(closed: dict[str, object]) -> None:
    before, after = (owed("a", day, **closed) for day in (date(2026, 3, 1), date(2026, 2, 1)))
    found = moved(derived(before), derived(after))
    assert (found.children, found.moved, found.duties) == (1, 0, {})


def test_nothing_moves_where_nothing_differs() -> None:
    found = moved(derived(VISIT), derived(VISIT))
    assert (found.children, found.moved, found.duties, found.classes) == (1, 0, {}, {})


def classified(
    standing: StandingState = StandingState.HELD,
    difficulty: DifficultyState = DifficultyState.HELD,
    reasons: tuple[KeyReason, ...] = (KeyReason(KeyChildReason.ORPHAN, TODAY, "第一条"),),
) -> Classified:
    return Classified(
        (Standing(ChildClass.LEFT_BEHIND, standing, FactSource.FACTS, TODAY, (), "", ()),),
        (Difficulty(DifficultyCategory.ORPHAN, difficulty, FactSource.FACTS, TODAY, (), ""),),
        reasons,
        None,
    )


def named(what: What) -> tuple[str, What]:
    return type(what).__name__, what


def test_classes_categories_and_key_reasons_are_gained_and_lost() -> None:
    held, ended = (
        derived(classified=classified()),
        derived(classified=classified(StandingState.ENDED, DifficultyState.ENDED, ())),
    )
    everything = [named(one) for one in (ChildClass.LEFT_BEHIND, DifficultyCategory.ORPHAN, KeyChildReason.ORPHAN)]
    assert moved(ended, held).classes == {(*one, True): 1 for one in everything}
    lost = moved(held, ended)
    assert lost.classes == {(*one, False): 1 for one in everything}
    assert lost.moved == 1


def in_difficulty(*categories: DifficultyCategory, reasons: tuple[KeyReason, ...] = ()) -> Derived:
    alone = {*categories} <= {*RESTRICTED}
    held = Standing(ChildClass.IN_DIFFICULTY, StandingState.HELD, FactSource.FACTS, TODAY, (), "", (), restricted=alone)
    own = (Difficulty(one, DifficultyState.HELD, FactSource.FACTS, TODAY, (), "") for one in categories)
    return derived(classified=Classified((held,), tuple(own), reasons, None))


@pytest.mark.parametrize("category", RESTRICTED)
def test_restricted_facts_count_for_their_readers_alone(category: DifficultyCategory) -> None:
    reason = KeyReason(KeyChildReason.HIV_INFECTED, TODAY, "第一条")
    alone, both = in_difficulty(category, reasons=(reason,)), in_difficulty(category, DifficultyCategory.ORPHAN)
    whole, openly = Moves(openly=False), Moves()
    for moves in (whole, openly):
        moves.add(derived(), alone, TODAY)
    told = {(kind, what) for kind, what, _ in whole.classes}
    assert (whole.moved, told) == (1, {named(one) for one in (ChildClass.IN_DIFFICULTY, category, reason.reason)})
    assert (openly.children, openly.moved, openly.classes) == (1, 0, {})
    # In difficulty for another reason, too: as if for that alone, and since then.
    openly.add(alone, both, TODAY)
    gained = (ChildClass.IN_DIFFICULTY, DifficultyCategory.ORPHAN)
    assert openly.classes == {(*named(one), True): 1 for one in gained}


def test_what_is_owed_for_restricted_facts_alone_moves_for_their_readers_alone() -> None:
    review = owed("a", date(2026, 3, 25), restricted=True)
    for openly, moved_now, duties in ((True, 0, {}), (False, 1, {(DutyKind.HOUSEHOLD_VISIT, Move.NEW): 1})):
        moves = Moves(openly=openly)
        moves.add(derived(), derived(review), TODAY)
        assert (moves.children, moves.moved, moves.duties) == (1, moved_now, duties)


def test_what_does_not_hold_yet_is_not_gained() -> None:
    waiting = derived(classified=classified(StandingState.PROSPECTIVE, DifficultyState.PENDING, ()))
    assert moved(derived(), waiting).classes == {}


def test_children_are_summed() -> None:
    moves = Moves()
    moves.add(derived(VISIT), derived(VISIT), TODAY)
    for _ in range(2):
        moves.add(derived(VISIT), derived(owed("a", date(2026, 3, 25)), owed("b", date(2026, 5, 1))), TODAY)
    assert (moves.children, moves.moved) == (3, 2)
    assert moves.duties == {
        (DutyKind.HOUSEHOLD_VISIT, Move.EARLIER): 2,
        (DutyKind.HOUSEHOLD_VISIT, Move.NEW): 2,
    }
