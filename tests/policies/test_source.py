"""A policy file that speaks of unknown things is refused at load, and Casbin stays silent."""

import logging

import pytest

from policies.source import PolicyError, baseline, covers, enforcer, inside, policy_set


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("p, CHILD_DIRECTR, *, child, area, allow", "CHILD_DIRECTR"),
        ("p, SCHOOL, *, chlid, area, allow", "chlid"),
        ("p, SCHOOL, *, child:helth, show, allow", "helth"),
        ("p, SCHOOL, *, child:health|, show, allow", "child:health|"),
        ("p, SCHOOL, *, child:health, hide, allow", "hide"),
        ("p, SCHOOL, *, child, none, allow", "none"),
        ("p, SCHOOL, *, child, delete, allow", "delete"),
        ("p, SCHOOL, *, child, area, permit", "permit"),
        ("p, SCHOOL, *, role:EMPEROR, assign, allow", "EMPEROR"),
        ("p, SCHOOL, *, child, area", "p, sub, dom"),
        ("g, SCHOOL, COUNTY_OFFICER, *", "group"),
        ("g, SCHOLL, everyone, *", "SCHOLL"),
        ("x, SCHOOL, everyone, *", "g, role"),
    ],
)
def test_refuses_a_line_that_no_decision_could_ask_for(line: str, word: str) -> None:
    with pytest.raises(PolicyError, match=r"school\.csv:2") as fault:
        policy_set(baseline().model, {"school": f"# first\n{line}"})
    assert word in str(fault.value)


def test_the_version_depends_on_the_texts_alone() -> None:
    files = dict(baseline().files)
    assert policy_set(baseline().model, dict(reversed(files.items()))).version == baseline().version
    assert policy_set(baseline().model + "\n# new", files).version != baseline().version
    assert policy_set(baseline().model, files | {"extra": ""}).version != baseline().version


@pytest.mark.parametrize(
    ("asked", "granted", "answer"),
    [
        ("child", "child", True),
        ("child:family", "child:basic|family", True),
        ("child:fam", "child:basic|family", False),
        ("child", "child:basic", False),
        ("child:basic", "child", False),
        ("children:basic", "child:basic", False),
        ("child:basic|family", "child:basic|family", False),
    ],
)
def test_an_object_covers_its_own_type_and_named_classes_only(asked: str, granted: str, answer: bool) -> None:
    assert covers(asked, granted) is answer


@pytest.mark.parametrize(
    ("asked", "granted", "answer"),
    [
        ("fujian", "*", True),
        ("fujian/350102000000", "*", True),
        ("fujian", "fujian", True),
        ("fujian/350102000000", "fujian", True),
        ("fujian/350102000000", "fujian/350102000000", True),
        ("fujian/350103000000", "fujian/350102000000", False),
        ("fujian", "fujian/350102000000", False),
        ("jilin", "fujian", False),
        ("fujian2", "fujian", False),
    ],
)
def test_a_line_of_a_tenant_holds_in_its_counties_and_a_countys_there_alone(
    asked: str, granted: str, answer: bool
) -> None:
    assert inside(asked, granted) is answer


def test_casbin_logs_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        assert not enforcer(baseline()).enforce("SCHOOL", "fujian", "child:health", "show")
        assert enforcer(baseline()).enforce("SCHOOL", "fujian", "child:basic", "show")
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
