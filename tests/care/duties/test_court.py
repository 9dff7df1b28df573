"""When the court is owed an application: strictly over a year, six months and more, nothing where no rule speaks."""

from datetime import date

import pytest

from care.duties.court import threshold
from care.duties.law import Law
from care.rulebooks.library import packaged
from records.codes import CourtGround

ON = date(2026, 3, 2)
LAW = Law(packaged())
KUNMING, FUZHOU = 530102001001, 350102001001


@pytest.mark.parametrize(
    ("ground", "since", "owed"),
    [
        (CourtGround.PARENTS_NOT_FOUND, date(2025, 3, 2), date(2026, 3, 3)),
        (CourtGround.PARENTS_NOT_FOUND, date(2024, 2, 29), date(2025, 3, 1)),
        (CourtGround.REFUSAL, date(2025, 9, 2), date(2026, 3, 2)),
        (CourtGround.REFUSAL, date(2025, 8, 31), date(2026, 2, 28)),
    ],
)
def test_yn_d10_is_strict_about_the_year_and_not_about_the_months(ground: CourtGround, since: date, owed: date) -> None:
    found = threshold(ground, since, LAW.at(KUNMING, ON))
    assert found is not None
    assert (found.since, found.owed_on) == (since, owed)
    assert "云民规〔2019〕3号" in found.rule.citation


def test_is_owed_on_no_other_ground_and_where_no_rule_says_so() -> None:
    assert threshold(CourtGround.OTHER, ON, LAW.at(KUNMING, ON)) is None
    for ground in CourtGround:
        assert threshold(ground, date(2020, 1, 1), LAW.at(FUZHOU, ON)) is None
