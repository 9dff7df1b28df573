"""What holders owe by the calendar, by the shipped rulebooks and by made-up ones."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from care.duties.calendar import calendar_duties
from care.duties.calendar.facts import Event, Holder, Holiday
from care.duties.calendar.load import holidays_at, kinds_of
from care.duties.law import Law
from care.rulebooks.library import library, packaged
from records.codes import CalendarDuty, CalendarHolder, DutyBasis, DutyKind, HolidaySeason
from tests.care.rulebooks.texts import layer, rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHIPPED = Law(packaged())
FUZHOU, PINGTAN, GULOU = 350100000000, 350128000000, 350102000000
SHANGRI_LA, DIQING = 533401000000, 533400000000
XINGHUALING = 140107000000
CHANGCHUN = 220102000000
OFFICE = UUID(int=7)
Told = tuple[str, str, str, str | None]


def day(text: str) -> date:
    return date.fromisoformat(text)


def place(code: int, since: str = "2026-01-05") -> Holder:
    return Holder(code, kinds_of(code), day(since))


def department(since: str = "2026-01-05") -> Holder:
    return Holder(SHANGRI_LA, frozenset({CalendarHolder.DEPARTMENT}), day(since), organisation=OFFICE)


def school(*holidays: Holiday) -> Holder:
    kinds = frozenset({CalendarHolder.SCHOOL})
    return Holder(GULOU, kinds, day("2026-01-05"), organisation=OFFICE, holidays=holidays)


def event(code: CalendarDuty, on: str, key: str | None = None, clock: str = "12:00") -> Event:
    at = datetime.fromisoformat(f"{on}T{clock}:00").replace(tzinfo=SHANGHAI)
    return Event(code, uuid4(), "activity", at, key)


def told(holder: Holder, on: str, *codes: CalendarDuty, law: Law = SHIPPED) -> list[Told]:
    """Give base, due day, last day and day done of each duty of some codes, all unless some are named."""
    return [
        (str(one.base_on), str(one.due_on), str(one.closes_on), str(one.done_on) if one.done_on else None)
        for one in calendar_duties(holder, law, day(on))
        if not codes or one.calendar in codes
    ]


WINTER = Holiday(HolidaySeason.WINTER, day("2026-01-31"), day("2026-03-01"))
SUMMER = Holiday(HolidaySeason.SUMMER, day("2026-07-04"), day("2026-08-31"))


def test_fj14_a_prefecture_reports_by_its_days_and_can_be_late_until_the_next() -> None:
    report = ("2026-01-01", "2026-11-30", "2027-11-29", None)
    assert told(place(FUZHOU), "2026-12-01", CalendarDuty.PROGRESS_REPORT) == [report]
    assert told(place(FUZHOU), "2026-12-01", CalendarDuty.SPOT_CHECK_SUMMARY) == [
        ("2026-01-01", "2026-11-10", "2027-11-09", None)
    ]
    assert told(place(FUZHOU), "2027-01-01", CalendarDuty.PROGRESS_REPORT) == [
        report,
        ("2027-01-01", "2027-11-30", "2028-11-29", None),
    ]


def test_a_zone_reports_as_a_prefecture_and_owes_as_a_county() -> None:
    assert kinds_of(PINGTAN) == {CalendarHolder.PREFECTURE, CalendarHolder.COUNTY}
    codes = {one.calendar for one in calendar_duties(place(PINGTAN), SHIPPED, day("2026-02-01"))}
    assert codes == {
        CalendarDuty.SPOT_CHECK_SUMMARY,
        CalendarDuty.PROGRESS_REPORT,
        CalendarDuty.INSPECTION,
        CalendarDuty.TRAINING,
        CalendarDuty.FILE_SPOT_CHECK,
        CalendarDuty.SAFETY_EVENT,
    }
    assert {one.calendar for one in calendar_duties(place(GULOU), SHIPPED, day("2026-02-01"))} == {
        CalendarDuty.TRAINING,
        CalendarDuty.FILE_SPOT_CHECK,
        CalendarDuty.SAFETY_EVENT,
    }


def test_xg06_departments_report_twice_a_year_and_not_after_the_last_year_that_the_plan_names() -> None:
    code = CalendarDuty.PROGRESS_REPORT
    june = ("2026-01-01", "2026-06-10", "2026-11-09", None)
    november = ("2026-06-11", "2026-11-10", "2027-06-09", None)
    assert told(department(), "2026-06-10", code) == [june]
    assert told(department(), "2026-06-11", code) == [june, november]
    assert told(department(), "2027-07-01", code) == [june, november]
    assert told(place(SHANGRI_LA), "2026-06-11", code) == []
    assert told(place(DIQING), "2026-06-11", code) == []


def test_xg11_a_report_that_is_owed_after_the_plan_has_ended_says_so() -> None:
    owed = {
        (one.period, on): one.basis
        for on in ("2026-10-31", "2026-11-05")
        for one in calendar_duties(department(), SHIPPED, day(on))
        if one.calendar is CalendarDuty.PROGRESS_REPORT
    }
    assert owed["2026-11-10", "2026-10-31"] is DutyBasis.IN_FORCE
    assert owed["2026-11-10", "2026-11-05"] is DutyBasis.EXPIRED_BASIS


def test_xg12_an_article_a_year_is_missed_with_the_year() -> None:
    code = CalendarDuty.INFORMATION_ARTICLE
    assert told(department(), "2027-01-01", code) == [("2026-01-01", "2026-12-31", "2026-12-31", None)]


def test_what_was_due_before_the_holder_was_there_is_not_owed() -> None:
    assert told(department("2026-06-11"), "2026-07-01", CalendarDuty.PROGRESS_REPORT) == [
        ("2026-06-11", "2026-11-10", "2027-06-09", None)
    ]
    begun = replace(department("2026-12-01"), begun={CalendarDuty.PROGRESS_REPORT: day("2026-06-10")})
    assert len(told(begun, "2026-12-01", CalendarDuty.PROGRESS_REPORT)) == 2


def test_a_submission_counts_for_the_duty_that_it_names_however_late() -> None:
    key = f"SUBMISSION:PROGRESS_REPORT:{FUZHOU}:2026-11-30"
    late = event(CalendarDuty.PROGRESS_REPORT, "2027-02-01", key, "08:30")
    (one, _) = (
        one
        for one in calendar_duties(replace(place(FUZHOU), events=(late,)), SHIPPED, day("2027-02-02"))
        if one.calendar is CalendarDuty.PROGRESS_REPORT
    )
    assert (one.key, one.satisfied_by, one.done_at) == (key, late.id, late.at)
    assert one.done_at is not None
    assert one.done_at > one.due_at


def test_sx14_a_county_owes_a_talk_in_each_holiday() -> None:
    held = event(CalendarDuty.SAFETY_TALK, "2026-02-10")
    county = replace(place(XINGHUALING), holidays=(WINTER, SUMMER), events=(held,))
    assert told(county, "2026-09-01") == [
        ("2026-01-31", "2026-03-01", "2026-03-01", "2026-02-10"),
        ("2026-07-04", "2026-08-31", "2026-08-31", None),
    ]
    assert told(county, "2026-07-03") == [("2026-01-31", "2026-03-01", "2026-03-01", "2026-02-10")]
    between = replace(county, events=(event(CalendarDuty.SAFETY_TALK, "2026-04-01"),))
    assert [done for *_, done in told(between, "2026-09-01")] == [None, None]


@pytest.mark.parametrize(("held", "counts"), [("2026-07-03", True), ("2026-07-04", False), ("2026-07-05", False)])
def test_fj22_a_lecture_counts_before_the_holiday_alone(held: str, counts: bool) -> None:
    lecture = event(CalendarDuty.SAFETY_LECTURE, held)
    pupils = replace(school(WINTER, SUMMER), events=(lecture,))
    winter, summer = told(pupils, "2026-07-05")
    assert winter == ("2025-07-31", "2026-01-30", "2026-01-30", None)
    assert summer == ("2026-03-02", "2026-07-03", "2026-07-03", held if counts else None)


def test_the_nearest_places_holiday_holds() -> None:
    own = replace(SUMMER, first=day("2026-07-11"))
    known = [(350000000000, SUMMER), (GULOU, own), (350000000000, WINTER), (530000000000, WINTER)]
    assert list(holidays_at(350102001000, known)) == [WINTER, own]
    assert list(holidays_at(350103001000, known)) == [WINTER, SUMMER]


YEAR = rule("safety.event.perYear", "2", 'unit = "time"', article="第一条")
BY_COUNTY = rule("calendar.owedBy", '["COUNTY"]', 'for = ["SAFETY_EVENT", "PROGRESS_REPORT"]', article="第一条")
COUNTY = 860101000000


def law(*rules: str) -> Law:
    return Law(library([("made-up.toml", layer(*rules, document="from = 2026-01-01"))]))


def test_several_times_a_period_are_duties_of_their_own_in_the_order_of_days() -> None:
    second, first = (event(CalendarDuty.SAFETY_EVENT, one) for one in ("2026-05-02", "2026-03-01"))
    third = event(CalendarDuty.SAFETY_EVENT, "2026-06-01")
    county = replace(place(COUNTY), kinds=frozenset({CalendarHolder.COUNTY}), events=(second, third, first))
    one, two = calendar_duties(county, law(YEAR, BY_COUNTY), day("2026-07-01"))
    assert (one.key, one.satisfied_by) == (f"SAFETY_EVENT:SAFETY_EVENT:{COUNTY}:2026", first.id)
    assert (two.key, two.satisfied_by) == (f"SAFETY_EVENT:SAFETY_EVENT:{COUNTY}:2026:2", second.id)
    assert (one.kind, one.citation) == (DutyKind.SAFETY_EVENT, "made-up〔2026〕1号第一条")


def test_what_no_rule_gives_to_anybody_is_owed_by_nobody() -> None:
    county = replace(place(COUNTY), kinds=frozenset({CalendarHolder.COUNTY}))
    assert list(calendar_duties(county, law(YEAR), day("2026-07-01"))) == []
    assert list(calendar_duties(county, law(BY_COUNTY), day("2026-07-01"))) == []


def test_a_rule_that_comes_in_the_middle_of_a_year_asks_for_what_is_due_afterwards() -> None:
    days = rule("report.progress", '["03-31", "09-30"]', "from = 2026-06-01", article="第二条")
    county = replace(place(COUNTY), kinds=frozenset({CalendarHolder.COUNTY}))
    assert told(county, "2026-07-01", law=law(days, BY_COUNTY)) == [("2026-04-01", "2026-09-30", "2027-03-30", None)]


def test_an_update_makes_good_the_quarter_before_and_counts_for_its_own() -> None:
    one = event(CalendarDuty.SYSTEM_UPDATE, "2026-04-05")
    assert told(replace(place(CHANGCHUN), events=(one,)), "2026-07-01", CalendarDuty.SYSTEM_UPDATE) == [
        ("2026-01-01", "2026-03-31", "2026-06-30", "2026-04-05"),
        ("2026-04-01", "2026-06-30", "2026-09-30", "2026-04-05"),
        ("2026-07-01", "2026-09-30", "2026-12-31", None),
    ]


def test_a_spot_check_counts_for_its_own_year_alone() -> None:
    one = event(CalendarDuty.FILE_SPOT_CHECK, "2027-01-05")
    assert told(replace(place(GULOU), events=(one,)), "2027-02-01", CalendarDuty.FILE_SPOT_CHECK) == [
        ("2026-01-01", "2026-12-31", "2026-12-31", None),
        ("2027-01-01", "2027-12-31", "2027-12-31", "2027-01-05"),
    ]
