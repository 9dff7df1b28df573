"""What is owed by the calendar comes to stand on file by itself, and goes again with the rule that asked for it."""

from datetime import date
from uuid import UUID, uuid4

from care.actions.catch_up_calendar import catch_up_calendar
from care.actions.common.done import Done
from care.actions.register_child import register_child
from policies.caller import Caller
from tenants.work import Work
from tests.care.actions.test_record_patrol import at
from tests.support.desks import DIRECTOR, GULOU, PROVINCE, Desk
from tests.support.forms import a_child
from tests.support.places import NOW

FUZHOU = 350100000000


async def caught_up(desk: Desk) -> int:
    touched = 0

    async def run(work: Work, _caller: Caller, _command: None) -> Done:
        nonlocal touched
        touched = await catch_up_calendar(work)
        return Done(())

    await desk.do(run, None)
    return touched


async def owed(desk: Desk) -> list[tuple[int, UUID | None, str, str, bool]]:
    rows = [row for row in await desk.rows("duty") if row["calendar"]]
    found = [
        (row["division"], row["organisation_id"], row["calendar"], row["period"], row["cancelled_at"] is not None)
        for row in rows
    ]
    return sorted(found, key=str)


async def holidays(desk: Desk, division: int = PROVINCE) -> None:
    for season, first, last in (("WINTER", "2027-01-20", "2027-02-20"), ("SUMMER", "2027-07-03", "2027-08-31")):
        await desk.put(
            "holiday",
            id=uuid4(),
            division=division,
            season=season,
            year=2027,
            first_on=date.fromisoformat(first),
            last_on=date.fromisoformat(last),
            saved_by="x",
            created_at=NOW,
            updated_at=NOW,
        )


async def test_places_owe_from_their_first_child_on_and_schools_from_their_entry(desk: Desk) -> None:
    await desk.do(register_child, a_child(), DIRECTOR)
    school = uuid4()
    facts = {"name": "鼓楼一小", "kind": "SCHOOL", "prefecture": FUZHOU, "created_at": NOW, "updated_at": NOW}
    await desk.put("organisation", id=school, division=GULOU, **facts)
    await holidays(desk)
    assert await caught_up(desk) == 4
    assert await owed(desk) == [
        (PROVINCE, None, "TRAINING", "2026", False),
        (FUZHOU, None, "INSPECTION", "2026", False),
        (FUZHOU, None, "PROGRESS_REPORT", "2026-11-30", False),
        (FUZHOU, None, "TRAINING", "2026", False),
        (GULOU, None, "FILE_SPOT_CHECK", "2026", False),
        (GULOU, None, "SAFETY_EVENT", "2026", False),
        (GULOU, None, "TRAINING", "2026", False),  # of directors
        (GULOU, None, "TRAINING", "2026", False),  # of supervisors
        (GULOU, school, "SAFETY_LECTURE", "2027-WINTER", False),
    ]
    assert await caught_up(desk) == 0
    at(desk, "2027-03-01")
    assert await caught_up(desk) == 4
    later = {(code, period) for _, _, code, period, _ in await owed(desk)}
    assert later >= {("SAFETY_EVENT", "2027"), ("SAFETY_LECTURE", "2027-SUMMER"), ("SPOT_CHECK_SUMMARY", "2027-11-10")}
    assert await caught_up(desk) == 0


async def test_a_school_that_is_one_no_longer_owes_nothing_more(desk: Desk) -> None:
    school = uuid4()
    facts = {"name": "鼓楼一小", "kind": "SCHOOL", "prefecture": FUZHOU, "created_at": NOW, "updated_at": NOW}
    await desk.put("organisation", id=school, division=GULOU, **facts)
    await holidays(desk)
    assert await caught_up(desk) == 1
    await desk.by_hand("UPDATE {schema}.organisation SET kind = 'PARTNER' WHERE id = $1", school)
    assert await caught_up(desk) == 1
    assert await owed(desk) == [(GULOU, school, "SAFETY_LECTURE", "2027-WINTER", True)]
    assert await caught_up(desk) == 0
