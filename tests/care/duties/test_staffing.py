from datetime import date

import pytest

from care.duties.law import Law
from care.duties.staffing import Gap, Staffed, gaps
from care.rulebooks.library import packaged
from records.codes import TraineePost
from tests.support.scenes import VILLAGES

ON = date(2026, 6, 1)
DIRECTOR, SUPERVISOR = TraineePost.CHILD_DIRECTOR, TraineePost.CHILD_SUPERVISOR


def short(jurisdiction: str, post: TraineePost, children: int, on_duty: int, passed: int) -> Gap | None:
    place = VILLAGES[jurisdiction] if post is DIRECTOR else VILLAGES[jurisdiction] // 1_000 * 1_000
    book = Law(packaged()).at(VILLAGES[jurisdiction], ON)
    return next(gaps(book, [Staffed(place, post, children, on_duty, passed)]), None)


@pytest.mark.parametrize(
    ("jurisdiction", "post", "staff", "missing"),
    [
        ("yunnan", SUPERVISOR, (0, 0), (1, 0)),
        ("yunnan", SUPERVISOR, (1, 1), None),
        ("yunnan", DIRECTOR, (0, 0), (1, 0)),
        ("yunnan", DIRECTOR, (1, 0), (1, 0)),
        ("yunnan", DIRECTOR, (2, 1), None),
        ("shangri-la", DIRECTOR, (1, 0), (1, 0)),
        ("fujian", DIRECTOR, (1, 0), None),
        ("fujian", DIRECTOR, (0, 0), (1, 0)),
        ("fujian", SUPERVISOR, (0, 0), None),
        ("jilin", DIRECTOR, (0, 0), None),
        ("jilin", SUPERVISOR, (0, 0), None),
    ],
)
def test_counts_who_may_serve_against_what_the_documents_ask(
    jurisdiction: str, post: TraineePost, staff: tuple[int, int], missing: tuple[int, int] | None
) -> None:
    found = short(jurisdiction, post, 3, *staff)
    assert (found and (found.required, found.present)) == missing
    assert found is None or found.citation


@pytest.mark.parametrize(
    ("jurisdiction", "children", "staff", "warned"),
    [
        ("fujian", 30, 1, None),
        ("fujian", 31, 1, (1, 1)),
        ("fujian", 31, 2, None),
        ("shangri-la", 31, 1, (1, 1)),
        ("yunnan", 31, 1, None),
    ],
)
def test_more_than_thirty_children_ask_for_another_director_and_leave_the_minimum(
    jurisdiction: str, children: int, staff: int, warned: tuple[int, int] | None
) -> None:
    found = short(jurisdiction, DIRECTOR, children, staff, staff)
    assert (found and (found.required, found.present)) == warned
    if found is not None:
        assert [("31" in zh, "more than 30" in en) for zh, en in found.warnings] == [(True, True)]


def test_says_who_waits_for_the_assessment_and_cites_the_province() -> None:
    found = short("shangri-la", DIRECTOR, 0, 2, 0)
    assert found is not None
    assert [zh for zh, _ in found.warnings] == ["2人尚未考核合格，不能上岗，不计入"]
    exam = Law(packaged()).at(VILLAGES["shangri-la"], ON).flag("training.examBeforeDuty", DIRECTOR.value)
    assert exam is not None
    assert exam.citation in found.citation
    assert short("fujian", DIRECTOR, 0, 1, 0) is None
