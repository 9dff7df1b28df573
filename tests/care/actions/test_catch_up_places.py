from datetime import date

from care.actions.catch_up_places import catch_up_places
from care.actions.common.done import Done
from care.actions.move_child import MoveChild, move_child
from care.actions.register_child import register_child
from care.duties.law import forget_law
from policies.caller import Caller
from tenants.work import Work
from tests.care.actions.test_record_patrol import at, duties
from tests.support.desks import DIRECTOR, GUDONG, JIANHAI, Desk
from tests.support.forms import a_child
from tests.support.laws import PATROLS, apply
from tests.support.places import NOW


async def caught_up(desk: Desk) -> int:
    touched = 0

    async def run(work: Work, _caller: Caller, _command: None) -> Done:
        nonlocal touched
        touched = await catch_up_places(work)
        return Done(())

    await desk.do(run, None)
    return touched


async def test_finds_townships_that_owe_patrols_since_a_rule_was_applied(desk: Desk) -> None:
    await desk.do(register_child, a_child(), DIRECTOR)
    assert await caught_up(desk) == 0
    await apply(desk, *PATROLS)
    assert await caught_up(desk) == 1
    assert await duties(desk) == [("2026-10-01", "2026-12-31", None, False)]
    assert await caught_up(desk) == 0


async def test_finds_the_township_that_a_child_moved_to(desk: Desk) -> None:
    await apply(desk, *PATROLS, division=350103000000)
    child = (await desk.do(register_child, a_child(), DIRECTOR)).ids[0]
    assert await caught_up(desk) == 0
    await desk.do(move_child, MoveChild(child, 1, JIANHAI))
    assert await caught_up(desk) == 1
    (row,) = await desk.rows("duty", JIANHAI // 1000 * 1000, "division")
    assert row["due_on"] == date(2026, 12, 31)


async def test_tells_of_every_quarter_that_was_missed_after_a_pause(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    at(desk, "2026-02-10")
    await desk.do(register_child, a_child(), DIRECTOR)
    at(desk, "2026-11-22")
    assert await caught_up(desk) == 1
    assert [one[1] for one in await duties(desk)] == ["2026-03-31", "2026-06-30", "2026-09-30"]
    assert await caught_up(desk) == 0
    at(desk, "2026-12-30")
    assert await caught_up(desk) == 0
    at(desk, "2026-12-31")
    assert await caught_up(desk) == 1
    assert [one[1] for one in await duties(desk)][-1] == "2026-12-30"


async def test_cancels_what_is_owed_no_longer_and_takes_it_up_again(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    await desk.do(register_child, a_child(), DIRECTOR)
    await desk.by_hand("UPDATE {schema}.applied_rulebook SET replaced_at = $1", NOW)
    forget_law(desk.work)
    assert await caught_up(desk) == 1
    assert [one[3] for one in await duties(desk)] == [True]
    assert await caught_up(desk) == 0
    await apply(desk, *PATROLS)
    assert await caught_up(desk) == 1
    assert [one[3] for one in await duties(desk)] == [False]


async def test_says_when_the_document_behind_a_patrol_has_ended(desk: Desk) -> None:
    await apply(desk, *PATROLS, document="from = 2026-01-01\nuntil = 2026-11-30")
    await desk.do(register_child, a_child(), DIRECTOR)
    at(desk, "2026-12-01")
    assert await caught_up(desk) == 1
    (row,) = await desk.rows("duty", GUDONG, "division")
    assert (row["basis"], row["due_on"]) == ("EXPIRED_BASIS", date(2026, 12, 31))
    assert await caught_up(desk) == 0
