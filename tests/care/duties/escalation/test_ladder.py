"""Whom a clock tells and when: upwards from where something is owed, never below, by law or by marked defaults."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from care.divisions.tree import chain
from care.duties.escalation.clocks import Overdue
from care.duties.escalation.ladder import ladder
from care.duties.escalation.quiet import Quiet
from care.rulebooks.library import library, packaged
from care.rulebooks.load import NOTHING, read_layer
from records.codes import AdminLevel, DutyBasis, DutyKind, EscalationClock, ReportRecipient, TraineePost
from tests.support.desks import GUDONG, GULOU, PROVINCE, YUANMEN, ZHONGSHAN

FUZHOU, PINGTAN = 350100000000, 350128000000
ZONE = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2026, 5, 1, tzinfo=ZONE)
COUNTY_OWN = """
[layer]
id = "own"
zh = "某区"
en = "Own"
division = 350102000000
[documents.plan]
name = "某区工作方案"
from = 2026-01-01
[[rule]]
key = "escalation.visit"
for = ["COUNTY"]
value = {days}
unit = "day"
article = "第1条"
gist = "走访逾期告知县级"
"""


def steps(clock: EscalationClock, division: int) -> list[tuple[AdminLevel, int, int | None, timedelta]]:
    rules = packaged().rulebook(chain(division), date(2026, 5, 1))
    return [(one.level, one.place, one.passed, one.at - SINCE) for one in ladder(clock, division, SINCE, rules)]


def test_each_level_above_is_told_in_turn_and_learns_whose_turn_it_was() -> None:
    days = [timedelta(days=one) for one in (3, 7, 30, 60)]
    places = [GUDONG, GULOU, FUZHOU, PROVINCE]
    levels = [AdminLevel.TOWNSHIP, AdminLevel.COUNTY, AdminLevel.PREFECTURE, AdminLevel.PROVINCE]
    passed = [ZHONGSHAN, GUDONG, GULOU, FUZHOU]
    found = steps(EscalationClock.VISIT, ZHONGSHAN)
    assert found == list(zip(levels, places, passed, days, strict=True))
    rules = packaged().rulebook(chain(ZHONGSHAN), date(2026, 5, 1))
    assert {one.basis for one in ladder(EscalationClock.VISIT, ZHONGSHAN, SINCE, rules)} == {DutyBasis.PLATFORM_DEFAULT}


def test_where_safety_is_at_stake_hours_decide() -> None:
    assert [one[3] for one in steps(EscalationClock.SAFETY_REPORT, GUDONG)] == [
        timedelta(hours=one) for one in (2, 6, 24)
    ]


def test_what_a_special_zone_lets_lie_goes_to_the_province() -> None:
    township = YUANMEN // 1000 * 1000
    assert [one[:3] for one in steps(EscalationClock.VISIT, YUANMEN)] == [
        (AdminLevel.TOWNSHIP, township, YUANMEN),
        (AdminLevel.SPECIAL_ZONE, PINGTAN, township),
        (AdminLevel.PROVINCE, PROVINCE, PINGTAN),
    ]


def test_before_an_agreement_ends_its_own_place_is_told_first() -> None:
    assert [one[1:] for one in steps(EscalationClock.AGREEMENT, ZHONGSHAN)] == [
        (ZHONGSHAN, None, timedelta(days=-30)),
        (GUDONG, ZHONGSHAN, timedelta(days=-14)),
        (GULOU, GUDONG, timedelta(days=-7)),
    ]


def test_a_rulebook_of_ones_own_goes_before_the_default_and_is_cited() -> None:
    shorter = packaged().with_layer(read_layer(COUNTY_OWN.format(days=2), "own.toml", NOTHING))
    rules = shorter.rulebook(chain(ZHONGSHAN), date(2026, 5, 1))
    county = next(one for one in ladder(EscalationClock.VISIT, ZHONGSHAN, SINCE, rules) if one.place == GULOU)
    assert (county.at - SINCE, county.basis) == (timedelta(days=2), DutyBasis.IN_FORCE)
    assert county.citation == "某区工作方案第1条"


def test_a_tenant_whose_defaults_are_older_than_escalation_goes_by_the_shipped_ones() -> None:
    rules = library([]).rulebook(chain(ZHONGSHAN), date(2026, 5, 1))
    assert len(list(ladder(EscalationClock.VISIT, ZHONGSHAN, SINCE, rules))) == 4


@pytest.mark.parametrize(
    ("owed", "place"),
    [
        (Overdue(DutyKind.HOUSEHOLD_VISIT, ZHONGSHAN, post=TraineePost.CHILD_DIRECTOR), ZHONGSHAN),
        (Overdue(DutyKind.FOLLOW_UP, ZHONGSHAN, post=TraineePost.CHILD_SUPERVISOR), GUDONG),
        (Overdue(DutyKind.REPORT, ZHONGSHAN, to=ReportRecipient.POLICE), ZHONGSHAN),
        (Overdue(DutyKind.REPORT_ACKNOWLEDGEMENT, ZHONGSHAN, to=ReportRecipient.CHILD_SUPERVISOR), GUDONG),
        (Overdue(DutyKind.REPORT_ACKNOWLEDGEMENT, ZHONGSHAN, to=ReportRecipient.EDUCATION), GULOU),
        (
            Overdue(
                DutyKind.ONWARD_REPORT,
                ZHONGSHAN,
                to=ReportRecipient.COUNTY_CIVIL_AFFAIRS,
                whose=ReportRecipient.CHILD_SUPERVISOR,
            ),
            GUDONG,
        ),
        # Overseen from above whoever is implicated: nothing below is told, whoever has to answer.
        (Overdue(DutyKind.REPORT, GUDONG, to=ReportRecipient.CHILD_SUPERVISOR), GUDONG),
        (Overdue(DutyKind.REPORT_ACKNOWLEDGEMENT, GULOU, to=ReportRecipient.VILLAGE_COMMITTEE), GULOU),
        (Overdue(DutyKind.SUBMISSION, FUZHOU, calendar=True), FUZHOU),
    ],
)
def test_it_climbs_from_where_it_is_owed(owed: Overdue, place: int) -> None:
    assert owed.owed_in == place


NIGHT = Quiet(21, 8)


@pytest.mark.parametrize(
    ("quiet", "at", "ends"),
    [
        (NIGHT, "2026-05-01T20:59", None),
        (NIGHT, "2026-05-01T21:00", "2026-05-02T08:00"),
        (NIGHT, "2026-05-02T07:59", "2026-05-02T08:00"),
        (NIGHT, "2026-05-02T08:00", None),
        (Quiet(12, 14), "2026-05-02T13:00", "2026-05-02T14:00"),
        (Quiet(12, 14), "2026-05-02T14:00", None),
        (Quiet(0, 0), "2026-05-02T00:00", None),
    ],
)
def test_quiet_hours_end_in_the_morning(quiet: Quiet, at: str, ends: str | None) -> None:
    found = quiet.over(datetime.fromisoformat(at).replace(tzinfo=ZONE))
    assert found == (ends and datetime.fromisoformat(ends).replace(tzinfo=ZONE))
