"""When an agreement on entrusted care is owed and looked at again; pure."""

from uuid import UUID

import pytest

from care.duties.derived import Owed, Standing
from care.duties.facts import Entrusted, Facts
from records.codes import ChildClass, DutyKind, DutyReason, FactSource, StandingState, TraineePost
from tests.care.duties.schedule.children import child, classified, day, law, of_kind, owed
from tests.care.rulebooks.texts import layer, rule
from tests.support.scenes import VILLAGES

FIRST, SECOND = UUID(int=1), UUID(int=2)
REVIEW = DutyKind.AGREEMENT_REVIEW


def left(state: StandingState = StandingState.HELD, since: str = "2026-02-01") -> Standing:
    return Standing(ChildClass.RURAL_LEFT_BEHIND, state, FactSource.FACTS, day(since), (), "某文件", ())


def reviews(facts: Facts, on: str, *standings: Standing) -> list[Owed]:
    return of_kind(owed(facts, on, classified(standings=standings or (left(),))), REVIEW)


def agreed(key: UUID, concluded: str, ends: str | None = None, replaced: str | None = None) -> Entrusted:
    return Entrusted(key, day(concluded), None, day(ends) if ends else None, day(replaced) if replaced else None)


@pytest.mark.parametrize("place", VILLAGES)
def test_a_left_behind_child_is_owed_one_promptly(place: str) -> None:
    (one,) = reviews(child(place), "2026-02-01")
    assert (one.base_on, one.due_on, one.done_on) == (day("2026-02-01"), day("2026-02-02"), None)
    assert one.reasons == (DutyReason.AGREEMENT_MISSING,)
    assert one.rule == "care.instrument"


def test_the_post_that_guides_the_signing_owes_it() -> None:
    assert reviews(child("jilin"), "2026-02-01")[0].post is TraineePost.CHILD_DIRECTOR
    assert reviews(child("fujian"), "2026-02-01")[0].post is None  # the committee does


@pytest.mark.parametrize("state", [StandingState.ENDED, StandingState.PROSPECTIVE])
def test_only_a_child_that_is_left_behind_now_is_owed_one(state: StandingState) -> None:
    assert reviews(child("jilin"), "2026-03-01", left(state)) == []


def test_a_child_registered_later_is_owed_one_from_then_on() -> None:
    (one,) = reviews(child("jilin", "2026-03-10"), "2026-03-10")
    assert (one.base_on, one.due_on) == (day("2026-03-10"), day("2026-03-11"))


def test_one_that_is_concluded_satisfies_it_and_is_looked_at_by_the_end_of_its_term() -> None:
    facts = child("jilin", entrusted=(agreed(FIRST, "2026-02-03", "2026-06-30"),))
    first, again = reviews(facts, "2026-02-03")
    assert (first.done_on, first.satisfied_by) == (day("2026-02-03"), FIRST)
    assert (again.due_on, again.done_on, again.reasons) == (day("2026-06-30"), None, (DutyReason.AGREEMENT_ENDS,))


def test_one_without_an_end_is_not_looked_at_again() -> None:
    (first,) = reviews(child("jilin", entrusted=(agreed(FIRST, "2026-02-03"),)), "2027-01-01")
    assert first.satisfied_by == FIRST


def test_the_next_one_satisfies_the_one_before() -> None:
    chain = (agreed(FIRST, "2026-02-03", "2026-06-30"), agreed(SECOND, "2026-07-02", "2026-12-31"))
    _, again, last = reviews(child("jilin", entrusted=chain), "2026-07-02")
    assert (again.done_on, again.satisfied_by, again.due_on) == (day("2026-07-02"), SECOND, day("2026-06-30"))
    assert (last.done_on, last.due_on) == (None, day("2026-12-31"))


def test_a_carer_who_was_replaced_leaves_a_new_one_to_be_signed_promptly() -> None:
    facts = child("jilin", entrusted=(agreed(FIRST, "2026-02-03", "2026-06-30", "2026-04-01"),))
    _, again = reviews(facts, "2026-04-01")
    assert (again.base_on, again.due_on, again.done_on) == (day("2026-04-01"), day("2026-04-02"), None)
    assert again.reasons == (DutyReason.CARER_REPLACED,)


def test_one_concluded_before_the_child_was_left_behind_is_done_when_it_begins_to_be_owed() -> None:
    (first,) = reviews(child("jilin", entrusted=(agreed(FIRST, "2026-01-03"),)), "2026-02-01")
    assert first.done_on == day("2026-02-01")


def test_a_sight_of_the_paper_counts_where_visits_check_it() -> None:
    (seen,) = reviews(child("shanxi", seen_signed_on=day("2026-02-02")), "2026-02-02")
    assert (seen.done_on, seen.satisfied_by) == (day("2026-02-02"), None)
    assert "第九条（五）" in seen.citation
    (unseen,) = reviews(child("jilin", seen_signed_on=day("2026-02-02")), "2026-02-02")
    assert unseen.done_on is None


def test_a_place_whose_rules_know_no_instrument_owes_none() -> None:
    silent = law(layer(rule("contact.maxInterval", "3", 'unit = "month"')))
    found = owed(child("made up"), "2026-03-01", classified(standings=(left(),)), silent)
    assert of_kind(found, REVIEW) == []


def test_time_alone_brings_the_day_on_which_a_term_begins() -> None:
    coming = Entrusted(FIRST, day("2026-02-03"), day("2026-02-05"))
    assert owed(child("jilin", entrusted=(coming,)), "2026-02-03").changes_on == day("2026-02-05")
