"""How far an area has come with the targets of a plan, where the data can tell."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final

import strawberry
from sqlalchemy import ColumnElement, Select, func, select

from policies.classes import FieldClass
from reads.rows import within
from records.child import child
from records.codes import ChildClass, FileStatus, StandingState, TraineePost
from records.standing import standing
from records.trainee import trainee, training
from schema.context import Info
from schema.sums import LEAST, sees_children, sees_sums, small, summed


@strawberry.type(description="How far a target is reached: so many of so many, today.")
class Progress:
    """How far a target is reached today."""

    field_class: ClassVar = FieldClass.AGGREGATE

    done: int
    of: int


def _files(area: int) -> tuple[Select[Any], Select[Any]]:
    return _filed(within(child, area))


def _files_in_difficulty(area: int) -> tuple[Select[Any], Select[Any]]:
    # Who reads no restricted reasons is not told of those who are in difficulty for these alone, nor is anybody here.
    held = standing.c["class"] == ChildClass.IN_DIFFICULTY, standing.c.state == StandingState.HELD
    openly = standing.c.child_id == child.c.id, *held, ~standing.c.restricted
    its = select(standing.c.child_id).where(*openly).correlate(child).exists()
    return _filed(within(child, area), its)


def _filed(*those: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """A file is set up when it says on which day it was."""
    every = select(func.count()).select_from(child).where(*those, child.c.file_status == FileStatus.OPEN)
    return every.where(child.c.filed_on.is_not(None)), every


def _directors_trained(area: int) -> tuple[Select[Any], Select[Any]]:
    serving = within(trainee, area), trainee.c.on_duty, trainee.c.post == TraineePost.CHILD_DIRECTOR
    every = select(func.count()).select_from(trainee).where(*serving)
    ever = select(training.c.id).where(training.c.trainee_id == trainee.c.id).correlate(trainee).exists()
    return every.where(ever), every


# By the word that a milestone of a rulebook names its measure with (care/rulebooks/layer.py).
MEASURES: Final[dict[str, Callable[[int], tuple[Select[Any], Select[Any]]]]] = {
    "FILES": _files,
    "FILES_IN_DIFFICULTY": _files_in_difficulty,
    "DIRECTORS_TRAINED": _directors_trained,
}


async def measured(info: Info, area: int, names: Iterable[str]) -> dict[str, Progress]:
    """Measure an area by some measures, in one statement; nothing for whoever does not keep the calendar there.

    Small numbers are left out for who sees no rows of children.
    """
    wanted = sorted(set(names))
    if not wanted or not sees_sums(info.context, area):
        return {}
    pairs = {name: MEASURES[name](area) for name in wanted}
    counts = {f"{name}.{part}": one[part] for name, one in pairs.items() for part in (0, 1)}
    found = await summed(info, {**counts, "least": LEAST})
    reached = {name: Progress(done=found[f"{name}.0"], of=found[f"{name}.1"]) for name in wanted}
    if sees_children(info.context):
        return reached
    least = found["least"]
    told = {name: (one.done, one.of, one.of - one.done) for name, one in reached.items()}
    return {name: one for name, one in reached.items() if not any(small(number, least) for number in told[name])}
