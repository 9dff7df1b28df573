"""Visits that a township owes for another place's child (SX-B8, reading A19)."""

from collections.abc import Iterator

from care.duties.derived import Owed
from care.duties.places.facts import Place
from care.duties.schedule.moments import end_of
from records.codes import DutyKind, DutyReason, TraineePost


def commissioned_visits(place: Place) -> Iterator[Owed]:
    """Give the visits that a township has accepted: owed until the day on which the file's place owes them."""
    for one in place.entrusted:
        yield Owed(
            kind=DutyKind.HOUSEHOLD_VISIT,
            key=one.key,
            base_on=one.accepted_on,
            due_at=end_of(one.due_on),
            due_on=one.due_on,
            reasons=(DutyReason.COMMISSIONED.value,),
            basis=one.ground.basis,
            rule=one.ground.rule,
            citation=one.ground.citation,
            post=TraineePost.CHILD_SUPERVISOR,
            satisfied_by=one.visit,
            done_on=one.visited_at.date() if one.visited_at else None,
        )
