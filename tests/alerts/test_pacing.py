"""Ten tries over three days, a rest for who fails, and the other side's own word."""

import pytest

from alerts.pacing import FAILING, TRIES, pause, rest

DAY = 86_400


def test_ten_tries_spread_over_nearly_three_days_whatever_the_jitter() -> None:
    for _ in range(200):
        pauses = [pause(tries, None) for tries in range(1, TRIES)]
        assert len(pauses) == 9
        assert 2 * DAY < sum(one or 0 for one in pauses) < 3 * DAY
        assert pauses == sorted(pauses, key=lambda one: one or 0)
    assert pause(TRIES, None) is None


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({pause(3, None) for _ in range(50)}) > 40


def test_the_other_side_is_left_alone_for_as_long_as_it_asks_and_no_longer_than_a_day() -> None:
    assert pause(1, 3_600) == 3_600
    assert (pause(5, 1) or 0) > 6_000
    assert pause(1, 10.0**9) == DAY
    assert (rest(1, 60), rest(1, 0), rest(1, None)) == (60, None, None)


@pytest.mark.parametrize(("failures", "seconds"), [(0, None), (4, None), (5, 30), (6, 60), (11, 1_920), (99, 3_600)])
def test_who_fails_again_and_again_rests_ever_longer_up_to_an_hour(failures: int, seconds: float | None) -> None:
    assert rest(failures, None) == seconds
    assert FAILING == 5
