"""The lines that are told to decide are those that do: without them the answer is another."""

import pytest

from policies.deciding import READ, answered, deciding, domains, question
from policies.narrowing import Line, narrowed
from policies.permits import compiled, permit
from policies.source import EVERY_TENANT, baseline, policy_set
from records.codes import Role

GULOU, VILLAGE, ELSEWHERE = 350102000000, 350102001001, 350103001001
QUESTIONS = [
    (Role.CHILD_DIRECTOR, "child", READ, "area"),
    (Role.CHILD_DIRECTOR, "child:special", READ, "mask"),
    (Role.COUNTY_OFFICER, "child:special", "show", "show"),
    (Role.VOLUNTEER, "need", READ, "listed"),
    (Role.SCHOOL, "report", "file", "file"),
    (Role.COUNTY_OFFICER, "role:TOWNSHIP", "assign", "assign"),
    (Role.TENANT_ADMIN, "tenant", "own", "own"),
]


@pytest.mark.parametrize(("role", "obj", "act", "answer"), QUESTIONS)
def test_without_the_lines_that_are_told_the_answer_is_no(role: Role, obj: str, act: str, answer: str) -> None:
    asked = question(obj, act)
    assert answered(permit(baseline(), role), asked) == answer
    lines = list(deciding(baseline(), role, "fujian", asked))
    assert lines
    files = dict(baseline().files)
    for one in lines:
        rows = files[one.file].splitlines()
        assert rows[one.number - 1] == one.text
        rows[one.number - 1] = ""
        files[one.file] = "\n".join(rows)
    without = policy_set(baseline().model, files)
    assert answered(compiled(without, role, EVERY_TENANT), asked) is None


def test_a_group_line_is_told_once_and_before_what_it_brings() -> None:
    lines = list(deciding(baseline(), Role.CHILD_DIRECTOR, "fujian", question("child:family", READ)))
    effects = [one.effect for one in lines]
    assert effects == ["", "allow", "allow"]
    assert lines[0].text == "g, CHILD_DIRECTOR, file_readers, *"


def test_a_countys_line_is_told_in_that_county_alone() -> None:
    own = Line(1, "CHILD_DIRECTOR", f"fujian/{GULOU}", "child:health", "show", "deny")
    policies = narrowed("fujian", 1, [own])
    assert domains(policies, "fujian", [VILLAGE]) == [f"fujian/{GULOU}"]
    assert domains(policies, "fujian", [ELSEWHERE]) == ["fujian"]
    told = {
        domain: [one.place for one in deciding(policies, Role.CHILD_DIRECTOR, domain, question("child:health", READ))]
        for domain in ("fujian", f"fujian/{GULOU}")
    }
    assert "tenant:1" in told[f"fujian/{GULOU}"]
    assert "tenant:1" not in told["fujian"]


def test_nothing_speaks_of_what_nobody_allows() -> None:
    assert not list(deciding(baseline(), Role.AUDITOR, "fujian", question("child", READ)))
    assert answered(permit(baseline(), Role.AUDITOR), question("child:health", READ)) is None
