"""A tenant narrows what the platform gives; what would widen, or take from the law, is refused when it is saved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.classes import FieldClass, RowKind, Sight
from policies.narrowing import Line, narrowed
from policies.permits import ROWS, SIGHTS, compiled, permit
from policies.refusal import ErrorCode, Refused
from policies.saving import checked
from policies.source import baseline
from policies.vocabulary import ACTIONS, TYPES
from records.codes import Role

FUJIAN, GULOU, TAIJIANG = 350000000000, 350102000000, 350103000000


def saved(*lines: str):  # type: ignore[no-untyped-def]
    return checked(baseline(), "fujian", FUJIAN, 1, "\n".join(lines))


def refusal(*lines: str) -> tuple[str, tuple[str, ...], str, str]:
    with pytest.raises(Refused) as refused:
        saved(*lines)
    one = refused.value.refusals[0]
    return one.code, one.path, one.zh, one.en


def test_takes_rows_classes_and_actions_down() -> None:
    policies = saved(
        "# 福建",
        "p, PROTECTION_CENTRE, fujian, child, listed, deny",
        "p, TOWNSHIP, fujian, child, area, deny",
        "p, TOWNSHIP, fujian, child, listed, allow",
        "p, COUNTY_OFFICER, fujian, child:special, show, deny",
        "p, COUNTY_OFFICER, fujian, child:special, mask, allow",
        "p, file_readers, fujian, child:contact, mask, deny",
        "p, CHILD_DIRECTOR, fujian, child, move, deny",
        "p, TENANT_ADMIN, fujian, role:SCHOOL, assign, deny",
    ).policies
    of = {role: permit(policies, role, "fujian") for role in Role}
    assert of[Role.PROTECTION_CENTRE].row("child") is RowKind.NONE
    assert of[Role.TOWNSHIP].row("child") is RowKind.LISTED
    assert of[Role.COUNTY_OFFICER].sight("child", FieldClass.SPECIAL) is Sight.MASK
    assert of[Role.CHILD_DIRECTOR].sight("child", FieldClass.CONTACT) is Sight.HIDE
    assert of[Role.COUNTY_OFFICER].sight("child", FieldClass.CONTACT) is Sight.HIDE
    assert "child:move" not in of[Role.CHILD_DIRECTOR].actions
    assert "child:move" in of[Role.CHILD_SUPERVISOR].actions
    assert Role.SCHOOL not in of[Role.TENANT_ADMIN].assigns
    assert policies.version == f"{baseline().version}+1"


def test_a_countys_lines_bind_whoever_acts_in_that_county_alone() -> None:
    policies = saved(f"p, CHILD_DIRECTOR, fujian/{GULOU}, child:health, show, deny").policies
    assert policies.counties == {GULOU}
    shown = {
        places: permit(policies, Role.CHILD_DIRECTOR, "fujian", places).sight("child", FieldClass.HEALTH)
        for places in ((), (GULOU,))
    }
    assert shown == {(): Sight.SHOW, (GULOU,): Sight.HIDE}


def test_who_acts_in_two_counties_has_what_both_allow() -> None:
    policies = saved(
        f"p, COUNTY_OFFICER, fujian/{GULOU}, child:health, show, deny",
        f"p, COUNTY_OFFICER, fujian/{TAIJIANG}, child:family, show, deny",
    ).policies
    both = permit(policies, Role.COUNTY_OFFICER, "fujian", (GULOU, TAIJIANG))
    assert both.sight("child", FieldClass.HEALTH) is Sight.HIDE
    assert both.sight("child", FieldClass.FAMILY) is Sight.HIDE
    assert permit(policies, Role.COUNTY_OFFICER, "fujian", (GULOU,)).sight("child", FieldClass.FAMILY) is Sight.SHOW


@pytest.mark.parametrize(
    ("line", "given", "wanted"),
    [
        ("p, VOLUNTEER, fujian, child, area, allow", "listed", "area"),
        ("p, REPORTER, fujian, child, listed, allow", "none", "listed"),
        ("p, SCHOOL, fujian, child:health, mask, allow", "hide", "mask"),
        ("p, CHILD_DIRECTOR, fujian, child:basic|special, show, allow", "mask", "show"),
        ("p, TOWNSHIP, fujian, visit, record, allow", "deny", "allow"),
        ("p, COUNTY_OFFICER, fujian, role:TENANT_ADMIN, assign, allow", "none", "assign"),
        ("p, everyone, fujian/350102000000, child, own, allow", "none", "own"),
    ],
)
def test_a_widening_line_is_refused_with_both_values(line: str, given: str, wanted: str) -> None:
    code, path, zh, en = refusal("# first", line)
    assert (code, path) == (ErrorCode.RULE_RELAXATION, ("line", "2"))
    for text in (zh, en):
        assert given in text
        assert wanted in text


@pytest.mark.parametrize(
    "line",
    [
        "p, REPORTER, fujian, report, file, deny",
        "p, reporters, fujian, report, deliver, deny",
        "p, DEPARTMENT_LIAISON, fujian, report, acknowledge, deny",
        "p, overseers, fujian, report, pass, deny",
        "p, DEPARTMENT_LIAISON, fujian, report, listed, deny",
        "p, VILLAGE_COMMITTEE, fujian/350102000000, report, listed, deny",
        "p, COUNTY_OFFICER, fujian, report:special, show, deny",
        "p, receivers, fujian, report:narrative, show, deny",
    ],
)
def test_pr11_no_tenant_takes_a_report_from_who_must_make_or_have_it(line: str) -> None:
    code, path, zh, en = refusal(line)
    assert (code, path) == (ErrorCode.MANDATORY_RECIPIENT, ("line", "1"))
    assert "报告" in zh
    assert "report" in en


def test_who_oversees_reports_may_be_left_those_that_are_addressed_to_it() -> None:
    policies = saved("p, CHILD_SUPERVISOR, fujian, report, area, deny").policies
    assert permit(policies, Role.CHILD_SUPERVISOR, "fujian").row("report") is RowKind.LISTED


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("p, SCHOOL, fujian, chlid, area, deny", ErrorCode.BAD_USER_INPUT),
        ("p, SCHOOL, fujian, child, area", ErrorCode.BAD_USER_INPUT),
        ("p, no_such_group, fujian, child, area, deny", ErrorCode.BAD_USER_INPUT),
        ("g, SCHOOL, file_readers, fujian", ErrorCode.BAD_USER_INPUT),
        ("p, SCHOOL, *, child, listed, deny", ErrorCode.OUT_OF_JURISDICTION),
        ("p, SCHOOL, jilin, child, listed, deny", ErrorCode.OUT_OF_JURISDICTION),
        ("p, SCHOOL, fujian/220102000000, child, listed, deny", ErrorCode.OUT_OF_JURISDICTION),
        ("p, SCHOOL, fujian/350100000000, child, listed, deny", ErrorCode.OUT_OF_JURISDICTION),
        ("p, SCHOOL, fujian/350102001000, child, listed, deny", ErrorCode.OUT_OF_JURISDICTION),
        ("p, PLATFORM_OPERATOR, fujian, tenant, area, deny", ErrorCode.FORBIDDEN),
        ("p, CHILD_DIRECTOR, fujian, child:staff, show, deny", ErrorCode.RULE_VIOLATION),
        ("p, everyone, fujian, division, area, deny", ErrorCode.RULE_VIOLATION),
        ("p, TENANT_ADMIN, fujian, policy, apply, deny", ErrorCode.RULE_VIOLATION),
    ],
)
def test_refuses_what_it_cannot_keep(line: str, code: ErrorCode) -> None:
    found, path, zh, en = refusal(line)
    assert (found, path) == (code, ("line", "1"))
    assert zh
    assert en


def test_tells_every_fault_with_its_line() -> None:
    with pytest.raises(Refused) as refused:
        saved("p, SCHOOL, fujian, child, area, allow", "", "p, SCHOOL, jilin, child, listed, deny")
    assert [one.path for one in refused.value.refusals] == [("line", "1"), ("line", "3")]


def test_warns_of_lines_that_change_nothing() -> None:
    found = saved(
        "p, SCHOOL, fujian, child:health, show, deny",
        "p, SCHOOL, fujian, child, listed, allow",
        "p, SCHOOL, fujian, child, listed, deny",
        "p, SCHOOL, fujian, child, listed, deny",
    )
    assert [one.path for one in found.idle] == [("line", "1"), ("line", "2")]
    assert len(found.lines) == 3


OBJECTS = st.one_of(
    st.tuples(st.sampled_from(TYPES), st.sampled_from(["area", "listed", "own"])),
    st.tuples(
        st.builds(lambda kind, part: f"{kind}:{part.value}", st.sampled_from(TYPES), st.sampled_from(FieldClass)),
        st.sampled_from(["show", "mask"]),
    ),
    st.sampled_from(sorted(ACTIONS)).map(lambda action: tuple(action.split(":"))),
    st.tuples(st.sampled_from(Role).map(lambda role: f"role:{role.value}"), st.just("assign")),
)
LINES = st.builds(
    lambda role, domain, what, effect: Line(0, role.value, domain, what[0], what[1], effect),
    st.sampled_from(Role),
    st.sampled_from(["fujian", f"fujian/{GULOU}"]),
    OBJECTS,
    st.sampled_from(["allow", "deny"]),
)


@settings(max_examples=25, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=8))
def test_whatever_lines_are_kept_no_permit_exceeds_the_platforms(lines: list[Line]) -> None:
    """Lines that were saved under a wider ceiling, or written behind the check's back, widen nothing either."""
    policies = narrowed("fujian", 1, lines)
    for role in {Role[line.subject] for line in lines}:
        above = permit(baseline(), role, "fujian")
        for counties in ((), (GULOU,)):
            own = compiled(policies, role, "fujian", counties)
            assert own.actions <= above.actions
            assert own.assigns <= above.assigns
            assert ROWS.index(own.rows) >= ROWS.index(above.rows)
            for kind in TYPES:
                assert ROWS.index(own.row(kind)) >= ROWS.index(above.row(kind))
                for part in FieldClass:
                    assert SIGHTS.index(own.sight(kind, part)) >= SIGHTS.index(above.sight(kind, part))
