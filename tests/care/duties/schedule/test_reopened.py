"""A file that was closed and opened again: nothing was owed meanwhile, and what is owed begins anew."""

import pytest

from care.duties.facts import Filed
from records.codes import DutyKind, DutyReason, FileStatus, RiskLevel
from tests.care.duties.schedule.children import call, child, day, event, of_kind, owed, still_open

VISIT, CONTACT = DutyKind.HOUSEHOLD_VISIT, DutyKind.CONTACT


def course(*changes: tuple[FileStatus, str]) -> tuple[Filed, ...]:
    return tuple(Filed(status, day(on), None) for status, on in changes)


AGAIN = course((FileStatus.CLOSED, "2026-03-20"), (FileStatus.OPEN, "2026-06-01"))


def test_visits_and_contacts_are_counted_from_the_day_on_which_it_was_opened_again() -> None:
    facts = child("fujian", "2026-01-10", event("2026-01-20"), call("2026-02-01"), filed=AGAIN, risk=RiskLevel.HIGH)
    found = owed(facts, "2026-06-02")
    for kind in (VISIT, CONTACT):
        (task,) = of_kind(found, kind)
        assert (task.base_on, task.due_on) == (day("2026-06-01"), day("2026-07-01"))
        assert task.key.endswith(":2026-06-01")
        assert task.reasons[0] == DutyReason.FIRST_VISIT


def test_the_first_event_after_it_goes_on_as_in_any_chain() -> None:
    facts = child("fujian", "2026-01-10", event("2026-01-20"), event("2026-06-11"), filed=AGAIN, risk=RiskLevel.HIGH)
    found = owed(facts, "2026-06-12")
    done, following = of_kind(found, VISIT)
    assert (done.done_on, following.base_on, following.due_on) == (
        day("2026-06-11"),
        day("2026-06-11"),
        day("2026-07-11"),
    )
    # The same from a later derivation, to which only the latest event is given.
    later = child(
        "fujian", "2026-01-10", event("2026-06-11"), filed=AGAIN, since=day("2026-07-01"), risk=RiskLevel.HIGH
    )
    assert still_open(owed(later, "2026-07-01"), VISIT, "2026-07-01").key == following.key


def test_a_file_whose_review_was_given_up_goes_on_as_it_was() -> None:
    given_up = course((FileStatus.REVIEW, "2026-03-20"), (FileStatus.OPEN, "2026-03-25"))
    facts = child("fujian", "2026-01-10", event("2026-03-10"), risk=RiskLevel.HIGH)
    on = "2026-03-26"
    reviewed = child("fujian", "2026-01-10", event("2026-03-10"), filed=given_up, risk=RiskLevel.HIGH)
    assert owed(reviewed, on) == owed(facts, on)


@pytest.mark.parametrize(
    ("changes", "day_"),
    [
        ((), None),
        (((FileStatus.CLOSED, "2026-03-01"),), None),
        (((FileStatus.CLOSED, "2026-03-01"), (FileStatus.OPEN, "2026-04-01")), "2026-04-01"),
        (
            ((FileStatus.CLOSED, "2026-03-01"), (FileStatus.ARCHIVED, "2026-03-02"), (FileStatus.OPEN, "2026-04-01")),
            "2026-04-01",
        ),
        (
            (
                (FileStatus.CLOSED, "2026-03-01"),
                (FileStatus.OPEN, "2026-04-01"),
                (FileStatus.REVIEW, "2026-05-01"),
                (FileStatus.OPEN, "2026-05-02"),
            ),
            "2026-04-01",
        ),
    ],
)
def test_only_what_was_closed_is_opened_again(changes: tuple[tuple[FileStatus, str], ...], day_: str | None) -> None:
    assert child("fujian", filed=course(*changes)).reopened_on == (day_ and day(day_))
