import time
from uuid import UUID

from records.ids import uuid7


def test_keys_are_version_7_and_carry_their_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert before <= key.int >> 80 <= after + 1


def test_keys_sort_in_the_order_they_were_made() -> None:
    made: list[UUID] = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
