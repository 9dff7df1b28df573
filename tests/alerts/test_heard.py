"""What was heard of a log is served from memory as long as nothing is missing in it."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.heard import MOST, Heard
from alerts.log import Event


def told(heard: Heard, *numbers: int) -> None:
    for number in numbers:
        heard.take(Event(number, "child", 350102001001))


def numbers(heard: Heard, after: int) -> list[int]:
    return [event.sequence for event in heard.after(after)]


def test_what_follows_at_once_is_there_and_what_was_served_is_forgotten() -> None:
    heard = Heard()
    told(heard, 4, 5, 6, 6, 5, 7)
    assert numbers(heard, 3) == [4, 5, 6, 7]
    assert numbers(heard, 5) == [6, 7]
    assert numbers(heard, 7) == []


def test_behind_a_gap_the_log_must_be_asked() -> None:
    heard = Heard()
    told(heard, 4, 6, 7)
    assert numbers(heard, 3) == []
    assert numbers(heard, 5) == [6, 7]


def test_who_is_far_behind_keeps_the_newest() -> None:
    heard = Heard()
    told(heard, *range(1, MOST + 3))
    assert numbers(heard, 0) == []
    assert len(numbers(heard, 2)) == MOST


@given(st.lists(st.integers(1, 30)), st.integers(0, 30))
def test_it_never_leaves_out_a_number(came: list[int], after: int) -> None:
    heard = Heard()
    told(heard, *came)
    found = numbers(heard, after)
    assert found == list(range(after + 1, after + 1 + len(found)))
    assert set(found) <= set(came)
