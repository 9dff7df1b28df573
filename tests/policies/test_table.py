"""The committed table of expected decisions agrees with the policies, and with the access matrix stated by hand."""

import pytest

from policies.broken_glass import ALWAYS, may_name
from policies.classes import FieldClass, RowKind, Sight
from policies.permits import permit
from policies.source import baseline, policy_set
from policies.table import read_expected, table
from policies.vocabulary import PERSONAL
from records.codes import Role

NO_PERSONS = [Role.PLATFORM_OPERATOR]
# They see what is owed to them and by them, and of persons sums alone.
CALENDAR = [Role.PREFECTURE_OFFICER, Role.PROVINCE_OFFICER]
# They read the trail, and no file.
TRAIL = [Role.AUDITOR]
LISTED = [
    Role.DEPARTMENT_LIAISON,
    Role.REPORTER,
    Role.PROTECTION_CENTRE,
    Role.WELFARE_INSTITUTION,
    Role.SCHOOL,
    Role.PARTNER_WORKER,
    Role.VOLUNTEER,
    Role.PAIRING_PERSON,
    Role.PSYCH_TEAM,
    Role.INTEGRATOR,
]
AREA = [
    Role.CHILD_DIRECTOR,
    Role.CHILD_SUPERVISOR,
    Role.VILLAGE_COMMITTEE,
    Role.TOWNSHIP,
    Role.COUNTY_OFFICER,
    Role.TENANT_ADMIN,
]


def test_the_committed_table_is_what_the_policies_say() -> None:
    assert read_expected() == list(table(baseline()))


def test_a_changed_policy_no_longer_agrees_with_the_committed_table() -> None:
    wider = policy_set(baseline().model, {**dict(baseline().files), "x": "p, SCHOOL, *, child:health, show, allow"})
    assert read_expected() != list(table(wider))


def test_every_role_has_its_row_kind() -> None:
    found = {role: permit(baseline(), role).rows for role in Role}
    expected = (
        dict.fromkeys(NO_PERSONS, RowKind.NONE)
        | dict.fromkeys(LISTED, RowKind.LISTED)
        | dict.fromkeys(AREA + CALENDAR + TRAIL, RowKind.AREA)
    )
    assert found == expected


def test_the_trail_is_for_auditors_and_the_county_and_auditors_read_no_file() -> None:
    kinds = {role: permit(baseline(), role).kinds for role in Role}
    assert {role for role in Role if kinds[role]["auditEvent"] is not RowKind.NONE} == {*TRAIL, Role.COUNTY_OFFICER}
    for role in TRAIL:
        overseen = {"auditEvent", "breakGlass", "legalHold", "erasure", "message"}
        assert {kind for kind in PERSONAL if kinds[role][kind] is not RowKind.NONE} == overseen
        assert permit(baseline(), role).actions == {"access:explain", "breakGlass:review", "alert:mark"}


@pytest.mark.parametrize("role", NO_PERSONS)
def test_sees_no_rows_of_persons_and_does_nothing_to_them(role: Role) -> None:
    granted = permit(baseline(), role)
    assert {granted.row(kind) for kind in PERSONAL} == {RowKind.NONE}
    own = {one for one in granted.actions if one.startswith("webhook:")}  # an account's own endpoints
    assert granted.actions - own <= {"access:explain", "tenant:onboard"}


def test_only_the_platform_operator_onboards_tenants() -> None:
    assert [role for role in Role if "tenant:onboard" in permit(baseline(), role).actions] == [Role.PLATFORM_OPERATOR]


def test_oversight_and_the_administrator_ask_why_somebody_may_do_something() -> None:
    asking = {role for role in Role if "access:explain" in permit(baseline(), role).actions}
    assert asking == {Role.COUNTY_OFFICER, Role.AUDITOR, Role.TENANT_ADMIN}


def test_numbers_are_revealed_by_who_sees_their_masks_and_for_statistics_by_nobody() -> None:
    able = {role for role in Role if "identity:reveal" in permit(baseline(), role).actions}
    assert able == {Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER, Role.PROTECTION_CENTRE}
    for role in Role:
        granted = permit(baseline(), role)
        purposes = {action for action in granted.actions if action.startswith("purpose:")}
        assert (purposes != set()) == (role in able)
        assert "purpose:statistics" not in purposes
        assert ("identity:visit" in granted.actions) == (role is Role.CHILD_DIRECTOR)
    assert all(permit(baseline(), role).sight("child", FieldClass.IDENTITY) is Sight.MASK for role in able)


def test_glass_is_broken_by_the_fewest_and_never_shows_who_reported() -> None:
    able = {role for role in Role if "breakGlass:break" in permit(baseline(), role).actions}
    assert able == {Role.COUNTY_OFFICER, Role.PROTECTION_CENTRE}
    for role in able:
        named = may_name(permit(baseline(), role))
        assert named == set(FieldClass) - ALWAYS - {FieldClass.REPORTER}


@pytest.mark.parametrize("role", CALENDAR)
def test_above_the_county_the_calendar_and_the_numbers_of_spot_checks_are_seen(role: Role) -> None:
    granted = permit(baseline(), role)
    seen = {kind for kind in PERSONAL if granted.row(kind) is not RowKind.NONE}
    assert seen == {"submission", "spotCheck", "trainingSession", "statistics", "broughtCase"}
    alerts = {"alert:mark", "escalation:oversee"}
    assert granted.actions == {"submission:submit", "trainingSession:hold", "broughtCase:open", *alerts}


def test_the_tenant_administrator_reads_no_child() -> None:
    granted = permit(baseline(), Role.TENANT_ADMIN)
    for kind in PERSONAL - {"trainee", "training", "appointment", "message"}:
        assert granted.row(kind) is RowKind.NONE
    assert granted.actions == {
        *("organisation:save", "trainee:enrol", "training:record", "role:assign"),
        *("trainee:update", "trainee:appoint", "trainee:end"),
        *("ledger:import", "rulebook:plan", "rulebook:apply", "holiday:save"),
        *("statistics:configure", "statistics:release", "webhook:disable"),
        *("policy:apply", "access:explain", "retention:set", "documents:trust"),
        *("alert:mark", "alertSetting:set", "messageGateway:set"),
    }


@pytest.mark.parametrize("role", Role)
def test_nobody_is_shown_a_whole_number_or_who_reported(role: Role) -> None:
    granted = permit(baseline(), role)
    for kind in PERSONAL:
        assert granted.sight(kind, FieldClass.IDENTITY) is not Sight.SHOW
        assert granted.sight(kind, FieldClass.CONTACT) is not Sight.SHOW
        assert granted.sight(kind, FieldClass.REPORTER) is Sight.HIDE


def test_restricted_facts_are_whole_only_for_the_county_and_the_protection_centre() -> None:
    whole = {role for role in Role if permit(baseline(), role).sight("child", FieldClass.SPECIAL) is Sight.SHOW}
    assert whole == {Role.COUNTY_OFFICER, Role.PROTECTION_CENTRE}


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.PARTNER_WORKER, Role.VOLUNTEER, Role.PAIRING_PERSON])
def test_outside_helpers_see_the_minimum(role: Role) -> None:
    granted = permit(baseline(), role)
    shown = {c for c in FieldClass if granted.sight("child", c) is not Sight.HIDE}
    assert shown == {FieldClass.BASIC, FieldClass.STAFF, FieldClass.AGGREGATE}
    assert granted.sight("guardian", FieldClass.SPECIAL) is Sight.HIDE


def test_the_platform_operator_sees_tenants_and_nothing_inside_them() -> None:
    granted = permit(baseline(), Role.PLATFORM_OPERATOR)
    seen = {kind for kind, rows in granted.kinds.items() if rows is not RowKind.NONE}
    assert seen == {"viewer", "tenant", "division", "code"}
    assert granted.row("tenant") is RowKind.AREA


def test_nobody_assigns_the_platform_operator_or_a_role_above_their_own() -> None:
    for role in Role:
        assigns = permit(baseline(), role).assigns
        assert Role.PLATFORM_OPERATOR not in assigns
        if role is not Role.TENANT_ADMIN:
            assert not assigns & {Role.TENANT_ADMIN, Role.COUNTY_OFFICER, Role.PREFECTURE_OFFICER, Role.AUDITOR}


def test_whoever_works_with_children_may_report_and_oversight_alone_reads_by_place() -> None:
    filing = {role for role in Role if "report:file" in permit(baseline(), role).actions}
    assert filing == {*LISTED, *AREA} - {Role.TENANT_ADMIN}
    for role in filing:
        by_place = role in (Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER)
        assert permit(baseline(), role).row("report") is (RowKind.AREA if by_place else RowKind.LISTED)


def test_who_reports_reads_nothing_that_recipients_wrote_and_no_child() -> None:
    granted = permit(baseline(), Role.REPORTER)
    assert granted.row("child") is RowKind.NONE
    assert granted.sight("report", FieldClass.NARRATIVE) is Sight.HIDE
    assert granted.sight("report", FieldClass.SPECIAL) is Sight.SHOW


def test_the_whole_text_of_a_sexual_assault_is_for_the_fewest_who_are_addressed() -> None:
    receivers = {role for role in Role if "report:acknowledge" in permit(baseline(), role).actions}
    whole = {role for role in receivers if permit(baseline(), role).sight("report", FieldClass.SPECIAL) is Sight.SHOW}
    assert receivers - whole == {Role.VILLAGE_COMMITTEE, Role.CHILD_SUPERVISOR, Role.INTEGRATOR}
