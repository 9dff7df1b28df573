import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from records.ids import repeatable, uuid7

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


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


def _made(name: str, now: datetime) -> list[UUID]:
    with repeatable(name, now):
        return [uuid7() for _ in range(2_000)]


def test_repeatable_keys_are_the_same_again_and_keys_all_the_same() -> None:
    made = _made("one", MARCH)
    assert made == _made("one", MARCH) == sorted(made)
    assert len({*made, *_made("other", MARCH), *_made("one", MARCH + timedelta(days=1))}) == 6_000
    assert {key.version for key in made} == {7}
    assert made[0].int >> 80 == int(MARCH.timestamp() * 1000)


async def test_repeatable_keys_are_made_by_what_runs_inside_alone() -> None:
    async def aside() -> UUID:
        return uuid7()

    outside = asyncio.create_task(aside())
    with repeatable("one", MARCH):
        inside = await asyncio.create_task(aside())
        assert inside < await outside
    assert uuid7().int >> 80 > inside.int >> 80
