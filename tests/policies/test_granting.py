"""What may be granted: no more than the giver sees, than policy lets the taker have, and of numbers their masks."""

import pytest

from policies.broken_glass import ALWAYS, through
from policies.classes import FieldClass, Sight
from policies.granting import may_grant
from policies.permits import permit
from policies.refusal import ErrorCode, Refused
from policies.saving import Saved, checked
from policies.source import baseline
from policies.vocabulary import TYPES
from records.codes import Role
from tests.policies.conftest import MakeCaller

TAKER = permit(baseline(), Role.PARTNER_WORKER, "fujian")
OPEN = {FieldClass.CONTACT, FieldClass.LOCATION, FieldClass.FAMILY, FieldClass.HEALTH}


def saved(*lines: str) -> Saved:
    return checked(baseline(), "fujian", 350000000000, 1, "\n".join(lines))


def test_the_county_grants_what_a_partner_may_have_and_nothing_of_the_most_sensitive() -> None:
    assert may_grant(permit(baseline(), Role.COUNTY_OFFICER), TAKER) == ALWAYS | OPEN
    assert {role for role in Role if "grant:give" in permit(baseline(), role).actions} == {Role.COUNTY_OFFICER}
    assert {role for role in Role if permit(baseline(), role).grants} == {Role.PARTNER_WORKER}


def test_a_class_that_a_grant_may_open_stays_hidden_and_numbers_open_as_masks() -> None:
    for kind in TYPES:
        for one in FieldClass:
            opened = TAKER.granted(kind, one)
            assert opened is Sight.HIDE or TAKER.sight(kind, one) is Sight.HIDE
    assert TAKER.granted("guardian", FieldClass.CONTACT) is Sight.MASK
    assert TAKER.granted("child", FieldClass.HEALTH) is Sight.SHOW
    assert TAKER.granted("guardian", FieldClass.HEALTH) is Sight.HIDE


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("p, file_readers, fujian, child:family, show, deny", FieldClass.FAMILY),
        ("p, file_readers, fujian, guardian:location, show, deny", FieldClass.LOCATION),
        ("p, file_readers, fujian, guardian:contact, mask, deny", FieldClass.CONTACT),
    ],
)
def test_nobody_grants_what_is_hidden_from_themselves_on_any_row_that_it_would_open(
    line: str, lost: FieldClass
) -> None:
    giver = permit(saved(line).policies, Role.COUNTY_OFFICER, "fujian")
    assert may_grant(giver, TAKER) == (ALWAYS | OPEN) - {lost}


def test_a_tenant_takes_classes_from_grants_and_adds_none() -> None:
    narrowed = permit(saved("p, PARTNER_WORKER, fujian, child:health, grant, deny").policies, TAKER.role, "fujian")
    assert narrowed.granted("child", FieldClass.HEALTH) is Sight.HIDE
    assert narrowed.granted("child", FieldClass.FAMILY) is Sight.SHOW
    for line in ("child:special, grant", "child:family, show", "visit:health, grant"):
        with pytest.raises(Refused) as refused:
            saved(f"p, PARTNER_WORKER, fujian, {line}, allow")
        assert refused.value.refusals[0].code is ErrorCode.RULE_RELAXATION


def test_grants_open_nothing_through_broken_glass(caller: MakeCaller) -> None:
    assert through(caller(Role.PARTNER_WORKER), {FieldClass.HEALTH}, []).permit.grants == {}
