from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from care.duties.law import Law
from care.duties.places import place_duties
from care.duties.places.facts import Entrusted, Patrol, Place
from care.duties.schedule.grounds import Ground
from care.rulebooks.library import library
from records.codes import DutyBasis, DutyKind, TraineePost
from tests.care.rulebooks.texts import layer, rule

TOWNSHIP = 860101001000
QUARTERLY = rule("patrol.township.maxInterval", "1", 'unit = "quarter"', article="（六）")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def law(*layers: str) -> Law:
    return Law(library((f"{number}.toml", text) for number, text in enumerate(layers)))


PROVINCE = law(layer(QUARTERLY, document="from = 2019-01-01"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def patrols(*days: str) -> tuple[Patrol, ...]:
    return tuple(Patrol(UUID(int=number), day(one)) for number, one in enumerate(days, 1))


def begun(first: str, *days: str) -> Place:
    return Place(TOWNSHIP, first_on=day(first), patrols=patrols(*days))


def told(place: Place, on: str, by: Law = PROVINCE) -> list[tuple[str, str, str | None]]:
    """Give base, due day and day done of each duty."""
    found = place_duties(place, by, day(on))
    return [(str(one.base_on), str(one.due_on), str(one.done_on) if one.done_on else None) for one in found]


def test_owes_the_first_patrol_by_the_end_of_the_quarter_in_which_the_first_child_is_on_file() -> None:
    assert told(begun("2026-02-10"), "2026-02-10") == [("2026-01-01", "2026-03-31", None)]
    assert told(begun("2026-12-31"), "2026-12-31") == [("2026-10-01", "2026-12-31", None)]


def test_rolls_from_the_last_patrol_and_tells_when_its_quarter_has_passed() -> None:
    place = begun("2026-01-05", "2026-02-20")
    assert told(place, "2026-02-20") == [
        ("2026-01-01", "2026-03-31", "2026-02-20"),
        ("2026-02-20", "2026-05-20", None),
    ]
    done, owed = place_duties(place, PROVINCE, day("2026-02-20"))
    assert (owed.kind, owed.quarter_missed_from) == (DutyKind.TOWNSHIP_PATROL, day("2026-07-01"))
    assert owed.due_at == datetime(2026, 5, 21, tzinfo=SHANGHAI)
    assert (owed.post, owed.basis) == (TraineePost.CHILD_SUPERVISOR, DutyBasis.IN_FORCE)
    assert (owed.rule, owed.citation) == ("patrol.township.maxInterval", "made-up〔2026〕1号（六）")
    assert done.satisfied_by == UUID(int=1)


def test_counts_months_to_the_last_day_of_a_shorter_one() -> None:
    assert told(begun("2025-11-30", "2025-11-30"), "2025-12-01")[-1] == ("2025-11-30", "2026-02-28", None)


def test_a_patrol_before_the_first_child_of_the_quarter_counts() -> None:
    assert told(begun("2026-02-10", "2026-01-01"), "2026-02-10") == [
        ("2026-01-01", "2026-03-31", "2026-01-01"),
        ("2026-01-01", "2026-04-01", None),
    ]


def test_the_first_duty_and_one_that_counts_from_the_same_day_have_keys_of_their_own() -> None:
    keys = [one.key for one in place_duties(begun("2026-02-10", "2026-01-01"), PROVINCE, day("2026-02-10"))]
    assert keys == [f"TOWNSHIP_PATROL:{TOWNSHIP}:FIRST", f"TOWNSHIP_PATROL:{TOWNSHIP}:2026-01-01"]


def test_a_patrol_before_the_first_quarter_is_nobodys_duty() -> None:
    place = Place(TOWNSHIP, since=day("2026-01-01"), patrols=patrols("2025-12-31"))
    assert told(place, "2026-02-10") == [("2026-01-01", "2026-03-31", None)]


def test_of_two_patrols_on_a_day_the_first_counts() -> None:
    found = place_duties(begun("2026-01-05", "2026-02-20", "2026-02-20"), PROVINCE, day("2026-03-01"))
    assert [one.satisfied_by for one in found] == [UUID(int=1), None]


def test_a_patrol_after_the_due_day_is_still_that_duty_until_the_next_is_due() -> None:
    assert told(begun("2026-01-05", "2026-02-20", "2026-08-20"), "2026-08-20")[1:] == [
        ("2026-02-20", "2026-05-20", "2026-08-20"),
        ("2026-08-20", "2026-11-20", None),
    ]
    assert told(begun("2026-01-05", "2026-02-20", "2026-08-21"), "2026-08-21")[1:] == [
        ("2026-02-20", "2026-05-20", None),
        ("2026-05-20", "2026-08-20", "2026-08-21"),
        ("2026-08-21", "2026-11-21", None),
    ]


def test_a_township_without_a_child_owes_nothing_until_it_is_patrolled() -> None:
    assert told(Place(TOWNSHIP), "2026-02-10") == []


def test_nothing_is_owed_where_the_law_is_silent() -> None:
    silent = law(layer(rule("contact.maxInterval", "1", 'unit = "month"')))
    assert told(begun("2026-01-05", "2026-02-20"), "2026-03-01", silent) == []


def test_what_comes_into_force_later_asks_from_that_quarter_on() -> None:
    later = law(layer(QUARTERLY, document="from = 2026-05-10"))
    assert told(begun("2026-01-05"), "2026-05-09", later) == []
    assert told(begun("2026-01-05"), "2026-05-10", later) == [("2026-04-01", "2026-06-30", None)]


def test_a_county_that_asks_for_more_is_obeyed() -> None:
    monthly = rule("patrol.township.maxInterval", "1", 'unit = "month"')
    both = law(
        layer(QUARTERLY, document="from = 2019-01-01"),
        layer(monthly, place="county", division=860101000000, document="from = 2026-03-01"),
    )
    assert told(begun("2026-01-05", "2026-02-20"), "2026-02-20", both)[-1] == ("2026-02-20", "2026-05-20", None)
    (*_, owed) = place_duties(begun("2026-01-05", "2026-02-20"), both, day("2026-03-02"))
    assert (owed.due_on, owed.quarter_missed_from) == (day("2026-03-20"), None)


def test_an_expired_document_goes_on_and_says_so() -> None:
    ended = law(layer(QUARTERLY, document="from = 2019-01-01\nuntil = 2026-01-31"))
    *_, owed = place_duties(begun("2026-01-05"), ended, day("2026-02-01"))
    assert (owed.due_on, owed.basis) == (day("2026-03-31"), DutyBasis.EXPIRED_BASIS)


def test_a_visit_that_was_taken_over_is_owed_until_it_is_made() -> None:
    ground = Ground("visit.nonresident", "某〔2026〕1号第七条", DutyBasis.GUIDANCE)
    taken = Entrusted(uuid4(), day("2026-05-10"), day("2026-07-20"), ground)
    (owed,) = place_duties(Place(TOWNSHIP, entrusted=(taken,)), PROVINCE, day("2026-05-10"))
    assert (owed.kind, owed.key, owed.reasons) == (
        DutyKind.HOUSEHOLD_VISIT,
        f"COMMISSION:{taken.id}",
        ("COMMISSIONED",),
    )
    assert (owed.base_on, owed.due_on, owed.done_on) == (day("2026-05-10"), day("2026-07-20"), None)
    assert (owed.rule, owed.citation, owed.basis) == (ground.rule, ground.citation, ground.basis)
    made = replace(taken, visit=uuid4(), visited_at=datetime(2026, 6, 1, 9, tzinfo=SHANGHAI))
    (done,) = place_duties(Place(TOWNSHIP, entrusted=(made,)), PROVINCE, day("2026-06-01"))
    assert (done.key, done.satisfied_by, done.done_on) == (owed.key, made.visit, day("2026-06-01"))


DAYS = st.lists(st.integers(0, 1_400), max_size=12, unique=True)


@given(DAYS, st.integers(0, 400), st.integers(0, 1_500))
def test_is_never_later_than_once_in_each_quarter_and_loses_no_patrol(gaps: list[int], first: int, on: int) -> None:
    start = day("2024-01-01")
    recorded = tuple(Patrol(UUID(int=gap + 1), start + timedelta(days=gap)) for gap in sorted(gaps))
    today = start + timedelta(days=max(on, first))
    place = Place(TOWNSHIP, first_on=start + timedelta(days=first), patrols=recorded)
    found = place_duties(place, PROVINCE, today)
    begins = found[0].base_on
    counted = [one for one in recorded if begins <= one.on <= today]
    assert [one.satisfied_by for one in found if one.done_on] == [one.id for one in counted]
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert quarters(one.due_on) - quarters(one.base_on) <= 1
        assert one.closes_on is not None
        assert one.done_on is None or one.base_on <= one.done_on <= one.closes_on
    assert found[-1].closes_on is not None
    assert found[-1].done_on is None
    assert found[-1].closes_on >= today


def quarters(on: date) -> int:
    return on.year * 4 + (on.month - 1) // 3
