"""Rows that come while one commit is under way share the next, and each waits for its own."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tenants.gathering import MOST, Gathering


class Commits:
    """Commits that last until they are let go, and fail for rows that say so."""

    def __init__(self) -> None:
        self.made: list[list[int]] = []
        self.go = asyncio.Semaphore(0)

    async def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.made.append([row["n"] for row in rows])
        await self.go.acquire()
        if -1 in self.made[-1]:
            raise RuntimeError("refused")


@pytest.fixture
def commits() -> Commits:
    return Commits()


async def begun(gathering: Gathering, *numbers: int) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(gathering.add([{"n": number}])) for number in numbers]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_who_comes_during_a_commit_waits_for_the_next(commits: Commits) -> None:
    gathering = Gathering(commits.write, pace=0)
    first = await begun(gathering, 1)
    later = await begun(gathering, 2, 3, 4)
    commits.go.release()
    await first[0]
    assert not any(task.done() for task in later)
    commits.go.release()
    await asyncio.gather(*later)
    assert commits.made == [[1], [2, 3, 4]]
    alone = await begun(gathering, 5)
    commits.go.release()
    await alone[0]
    assert commits.made[-1] == [5]


async def test_a_failed_commit_is_told_to_those_who_were_in_it_alone(commits: Commits) -> None:
    gathering = Gathering(commits.write, pace=0)
    first = await begun(gathering, 1)
    failing = await begun(gathering, -1, 2)
    commits.go.release()
    await first[0]
    last = await begun(gathering, 3)
    commits.go.release()
    commits.go.release()
    told = await asyncio.gather(*failing, return_exceptions=True)
    assert [type(one) for one in told] == [RuntimeError, RuntimeError]
    await last[0]
    assert commits.made == [[1], [-1, 2], [3]]


async def test_who_gives_up_takes_nobody_along(commits: Commits) -> None:
    gathering = Gathering(commits.write, pace=0)
    first = await begun(gathering, 1)
    gone, stays = await begun(gathering, 2, 3)
    gone.cancel()
    commits.go.release()
    commits.go.release()
    await asyncio.gather(*first, stays)
    assert commits.made == [[1], [2, 3]]


async def test_a_commit_has_an_end(commits: Commits) -> None:
    gathering = Gathering(commits.write, pace=0)
    tasks = await begun(gathering, *range(MOST + 2))
    for _ in range(3):
        commits.go.release()
    await asyncio.gather(*tasks)
    assert [len(made) for made in commits.made] == [MOST, 2]


async def test_commits_of_many_keep_a_pace_that_few_do_not_feel() -> None:
    made: list[tuple[float, int]] = []
    clock = asyncio.get_running_loop().time

    async def write(rows: Sequence[Mapping[str, Any]]) -> None:
        made.append((clock(), len(rows)))

    gathering = Gathering(write, pace=0.3)
    began = clock()
    for number in range(5):
        await gathering.add([{"n": number}])
    await asyncio.gather(*(gathering.add([{"n": number}]) for number in range(20)))
    assert made[-1][0] - began < 0.25
    await gathering.add([{"n": 1}])
    assert [count for _, count in made] == [1, 1, 1, 1, 1, 20, 1]
    assert made[-1][0] - made[-2][0] >= 0.3
