"""A narrative that speaks of violence, and circumstances that do not."""

import pytest

from care.duties.reports.signs import prompted
from records.codes import ReportCircumstance, ReporterKind
from tests.care.duties.reports.test_addressed import law

MILD = (ReportCircumstance.IMPROPER_DISCIPLINE,)


def ask(place: str, text: str, *also: ReportCircumstance) -> ReportCircumstance | None:
    return prompted(text, (*MILD, *also), ReporterKind.CHILD_DIRECTOR, law(place))


@pytest.mark.parametrize(
    "text",
    [
        "beaten, bruises",
        "He was BEATEN.",
        "爷爷经常打他",
        "身上有淤青",
        "手臂有伤痕",
        "被殴打",
        "父亲外出打工，奶奶打孩子",
    ],
)
def test_asks_for_the_circumstance_of_violence(text: str) -> None:
    assert ask("shanxi", text) is ReportCircumstance.VIOLENT_INJURY


@pytest.mark.parametrize(
    "text",
    ["父母外出打工，打电话打不通", "放学后打篮球", "不写作业", "", "heartbeat", "habits"],
)
def test_harmless_words_ask_for_nothing(text: str) -> None:
    assert ask("shanxi", text) is None


def test_names_what_the_places_own_list_names() -> None:
    asked = {place: ask(place, "身上有淤青") for place in ("shanxi", "yunnan", "jilin", "fujian", "shangri-la")}
    assert asked == {
        "shanxi": ReportCircumstance.VIOLENT_INJURY,
        **dict.fromkeys(("yunnan", "jilin", "fujian", "shangri-la"), ReportCircumstance.SUSPECTED_DOMESTIC_VIOLENCE),
    }


@pytest.mark.parametrize("named", ["VIOLENT_INJURY", "ABUSE", "SUSPECTED_DOMESTIC_VIOLENCE", "SEXUAL_ASSAULT"])
def test_does_not_ask_where_violence_is_named(named: str) -> None:
    assert ask("shanxi", "beaten", ReportCircumstance[named]) is None
