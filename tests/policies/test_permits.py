"""A permit says exactly what Casbin says, and nothing where no policy speaks."""

import ast
import itertools
import re
from collections import defaultdict

import pytest

from policies.classes import FieldClass, RowKind, Sight
from policies.permits import WIDEST_FIRST, Permit, compiled, permit
from policies.source import EVERY_TENANT, PolicySet, baseline, covers, enforcer, policy_set
from policies.vocabulary import ACTIONS, PERSONAL, TYPES
from records.codes import Role

TENANT = "fujian"
COUNTY, OTHER = 350102000000, 350103000000
NARROWING = """
p, COUNTY_OFFICER, fujian, child:special|health, show, deny
p, SCHOOL, fujian, child, listed, deny
p, CHILD_DIRECTOR, fujian, visit, record, deny
p, TOWNSHIP, jilin, child:location, show, deny
g, VOLUNTEER, fujian_helpers, fujian
p, fujian_helpers, fujian, visit, own, allow
"""


def narrowed() -> PolicySet:
    return policy_set(baseline().model, {**dict(baseline().files), "fujian": NARROWING})


def asked(role: Role, policies: PolicySet, domain: str = TENANT) -> Permit:
    """Make the permit the slow way: one question to Casbin for every decision."""
    casbin = enforcer(policies)
    lines = defaultdict(list)
    for line in casbin.get_policy():
        lines[kind_of(line[2]), line[3]].append(line)

    def ask(obj: str, act: str) -> bool:
        # Casbin tries every line for every question; no line of another kind or verb can match (the test below).
        casbin.model["p"]["p"].policy = lines[kind_of(obj), act]
        return bool(casbin.enforce(role.value, domain, obj, act))

    kinds = {t: next((k for k in WIDEST_FIRST if ask(t, k.value)), RowKind.NONE) for t in TYPES}
    fields = {}
    for t in TYPES:
        shown = {c: ask(f"{t}:{c.value}", "show") for c in FieldClass}
        masked = {c: ask(f"{t}:{c.value}", "mask") for c in FieldClass}
        fields[t] = {
            c: Sight.HIDE
            if kinds[t] is RowKind.NONE
            else Sight.SHOW
            if shown[c]
            else Sight.MASK
            if masked[c]
            else Sight.HIDE
            for c in FieldClass
        }

    def by_grant(kind: str) -> frozenset[FieldClass]:
        hidden = {c for c in FieldClass if fields[kind][c] is Sight.HIDE and kinds[kind] is RowKind.LISTED}
        return frozenset(c for c in hidden if ask(f"{kind}:{c.value}", "grant"))

    personal = (
        "child",
        "household",
        "guardian",
        "carer",
        "pairing",
        "benefit",
        "visit",
        "assessment",
        "need",
        "service",
        "carePlan",
        "trainee",
        "training",
        "report",
        "submission",
        "breakGlass",
        "auditEvent",
    )
    rows = next((k for k in WIDEST_FIRST if k in {kinds[t] for t in personal}), RowKind.NONE)
    return Permit(
        role=role,
        tenant=TENANT,
        version=policies.version,
        rows=rows,
        kinds=kinds,
        fields=fields,
        actions=frozenset(a for a in ACTIONS if ask(*a.split(":"))),
        assigns=frozenset(r for r in Role if ask(f"role:{r.value}", "assign")),
        grants={t: opened for t in PERSONAL if (opened := by_grant(t))},
    )


def kind_of(obj: str) -> str:
    return obj.partition(":")[0]


def test_a_line_can_only_match_what_is_asked_of_its_own_kind_and_verb() -> None:
    [matcher] = re.findall(r"^m = (.+)$", baseline().model, re.MULTILINE)
    matched = ast.parse(matcher.replace("&&", "and").replace("||", "or"), mode="eval").body
    assert isinstance(matched, ast.BoolOp)
    assert isinstance(matched.op, ast.And)
    assert {"r.act == p.act", "covers(r.obj, p.obj)"} <= {ast.unparse(part) for part in matched.values}
    granted = {line[2] for line in enforcer(baseline()).get_policy()}
    asked = [*TYPES, *(f"{t}:{c.value}" for t in TYPES for c in FieldClass), *(f"role:{role.value}" for role in Role)]
    assert granted
    assert not [
        pair for pair in itertools.product(asked, granted) if covers(*pair) and kind_of(pair[0]) != kind_of(pair[1])
    ]


@pytest.mark.parametrize("role", Role)
def test_a_permit_equals_casbins_own_answers_over_everything_that_can_be_asked(role: Role) -> None:
    assert permit(baseline(), role, TENANT) == asked(role, baseline())


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.SCHOOL, Role.CHILD_DIRECTOR, Role.TOWNSHIP, Role.VOLUNTEER])
def test_a_permit_equals_casbins_own_answers_where_a_tenant_denies_and_groups(role: Role) -> None:
    assert permit(narrowed(), role, TENANT) == asked(role, narrowed())


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.TOWNSHIP, Role.VOLUNTEER])
def test_a_permit_of_a_county_equals_casbins_own_answers_in_the_countys_domain(role: Role) -> None:
    lines = f"{NARROWING}\np, TOWNSHIP, fujian/{COUNTY}, child:location, show, deny\n"
    policies = policy_set(baseline().model, {**dict(baseline().files), "fujian": lines})
    for county in (COUNTY, OTHER):
        found = permit(policies, role, TENANT, (county,))
        assert found == asked(role, policies, f"{TENANT}/{county}")
        hidden = role is Role.TOWNSHIP and county == COUNTY
        assert (found.sight("child", FieldClass.LOCATION) is Sight.SHOW) is (role is not Role.VOLUNTEER and not hidden)


def test_a_denying_line_of_one_tenant_narrows_that_tenant_alone() -> None:
    policies = narrowed()
    assert permit(policies, Role.COUNTY_OFFICER, "fujian").sight("child", FieldClass.HEALTH) is Sight.HIDE
    assert permit(policies, Role.COUNTY_OFFICER, "jilin").sight("child", FieldClass.HEALTH) is Sight.SHOW
    assert permit(policies, Role.SCHOOL, "fujian").row("child") is RowKind.NONE
    assert permit(policies, Role.SCHOOL, "jilin").row("child") is RowKind.LISTED
    assert "visit:record" not in permit(policies, Role.CHILD_DIRECTOR, "fujian").actions


def test_hides_every_class_of_a_type_whose_rows_are_not_seen() -> None:
    school = permit(narrowed(), Role.SCHOOL, "fujian")
    assert {school.sight("child", c) for c in FieldClass} == {Sight.HIDE}


@pytest.mark.parametrize(("file", "line"), [(f, line) for f, text in baseline().files for line in text.splitlines()])
def test_every_policy_line_changes_some_permit(file: str, line: str) -> None:
    if not line.startswith(("p,", "g,")):
        assert line == "" or line.startswith("#")
        return
    files = dict(baseline().files)
    without = "\n".join(other for other in files[file].splitlines() if other != line)
    policies = policy_set(baseline().model, files | {file: without})
    assert policies.version != baseline().version
    likely_first = sorted(Role, key=lambda role: role.value not in line)
    assert any(
        decisions(compiled(policies, role, EVERY_TENANT)) != decisions(permit(baseline(), role))
        for role in likely_first
    )


def decisions(made: Permit) -> tuple[object, ...]:
    return made.kinds, made.fields, made.actions, made.assigns, made.grants


def test_denies_what_no_policy_knows() -> None:
    empty = policy_set(baseline().model, {"nobody": "p, nobody, *, child, area, allow"})
    for role in Role:
        nothing = permit(empty, role)
        assert nothing.rows is RowKind.NONE
        assert not nothing.actions
        assert not nothing.assigns
        assert {nothing.sight(t, c) for t, c in itertools.product(TYPES, FieldClass)} == {Sight.HIDE}
    director = permit(baseline(), Role.CHILD_DIRECTOR)
    assert director.row("rumour") is RowKind.NONE
    assert director.sight("rumour", FieldClass.BASIC) is Sight.HIDE


@pytest.mark.parametrize("role", Role)
def test_basic_staff_and_aggregate_show_wherever_the_row_shows(role: Role) -> None:
    granted = permit(baseline(), role)
    for kind in TYPES:
        if granted.row(kind) is not RowKind.NONE:
            shown = {granted.sight(kind, c) for c in (FieldClass.BASIC, FieldClass.STAFF, FieldClass.AGGREGATE)}
            assert shown == {Sight.SHOW}, kind


def test_compiles_a_permit_once_per_version_and_role() -> None:
    assert permit(baseline(), Role.SCHOOL, TENANT) is permit(baseline(), Role.SCHOOL, TENANT)
    assert hash(permit(baseline(), Role.SCHOOL, TENANT)) != hash(permit(narrowed(), Role.SCHOOL, TENANT))


def test_a_permit_cannot_be_changed() -> None:
    granted = permit(baseline(), Role.SCHOOL)
    with pytest.raises(TypeError):
        granted.fields["child"][FieldClass.HEALTH] = Sight.SHOW  # type: ignore[index]
    with pytest.raises(TypeError):
        granted.kinds["child"] = RowKind.AREA  # type: ignore[index]
    with pytest.raises(AttributeError):
        granted.actions = frozenset(ACTIONS)  # type: ignore[misc]
