"""Loads what was done for the trainings of a year: demonstrations held, and posts of which everyone was trained."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from care.duties.calendar.facts import Event
from care.duties.calendar.obligations import COVERAGES, DEMONSTRATIONS, natural_key
from care.duties.calendar.wanted import Wanted
from care.duties.schedule.moments import noon_of
from records.codes import CalendarDuty, TraineePost, TrainingKind
from records.trainee import trainee, training, training_session
from tenants.work import Work

Done = tuple[str, Event]
Attended = tuple[date, UUID]


async def demonstrations(work: Work, wanted: Wanted | None) -> list[Done]:
    """Give the demonstrations that places held, the first of a year for its first duty, and so on."""
    asked: Any = select(training_session.c.id, training_session.c.division, training_session.c.held_on)
    asked = asked.where(training_session.c.kind == TrainingKind.DEMONSTRATION.value)
    if wanted is not None:
        asked = asked.where(training_session.c.division.in_(sorted(wanted.places)))
    held: dict[tuple[int, int], int] = defaultdict(int)
    found = []
    for row in await work.all(asked.order_by(training_session.c.held_on, training_session.c.id)):
        place, day = row["division"], row["held_on"]
        held[place, day.year] += 1
        key = natural_key(DEMONSTRATIONS[0], str(place), str(day.year), held[place, day.year])
        found.append((str(place), _event("trainingSession", row["id"], day, key)))
    return found


async def coverages(work: Work, wanted: Wanted | None) -> list[Done]:
    """Give for each place, post and year the training with which everyone on duty there had been trained."""
    posts = [post.value for post in COVERAGES]
    asked: Any = select(trainee.c.id, trainee.c.county, trainee.c.prefecture, trainee.c.post)
    asked = asked.where(trainee.c.on_duty, trainee.c.post.in_(posts))
    if wanted is not None:
        places = sorted(wanted.places)
        asked = asked.where(or_(trainee.c.county.in_(places), trainee.c.prefecture.in_(places)))
    staff = await work.all(asked)
    attended = await _attended(work, [row["id"] for row in staff])
    groups: dict[tuple[int, TraineePost], list[Mapping[int, Attended]]] = defaultdict(list)
    for row in staff:
        for place in {row["county"], row["prefecture"]}:
            groups[place, TraineePost[row["post"]]].append(attended.get(row["id"], {}))
    return [done for (place, post), years in groups.items() for done in _covered(place, post, years)]


async def _attended(work: Work, keys: Sequence[UUID]) -> Mapping[UUID, Mapping[int, Attended]]:
    """Give the first training of each year of each trainee."""
    asked = select(training.c.id, training.c.trainee_id, training.c.held_on).where(training.c.trainee_id.in_(keys))
    found: dict[UUID, dict[int, Attended]] = defaultdict(dict)
    for row in await work.all(asked.order_by(training.c.held_on, training.c.id)) if keys else ():
        found[row["trainee_id"]].setdefault(row["held_on"].year, (row["held_on"], row["id"]))
    return found


def _covered(place: int, post: TraineePost, years: Sequence[Mapping[int, Attended]]) -> Iterator[Done]:
    for year in sorted(set.intersection(*(set(one) for one in years))):
        day, last = max(one[year] for one in years)
        for asked in COVERAGES[post]:
            yield str(place), _event("training", last, day, natural_key(asked, str(place), str(year)))


def _event(kind: str, key: UUID, day: date, natural: str) -> Event:
    """Trainings are known to their day; its noon stands for it."""
    return Event(CalendarDuty.TRAINING, key, kind, noon_of(day), natural)
