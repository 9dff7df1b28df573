"""An action asks first, and a no says so in both languages."""

from collections.abc import Callable

import pytest

from policies.caller import Caller
from policies.local import local_caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.codes import Role

MakeCaller = Callable[..., Caller]


def test_lets_the_director_record_a_visit(caller: MakeCaller) -> None:
    require(caller(Role.CHILD_DIRECTOR), "visit:record")


@pytest.mark.parametrize(
    ("role", "action"),
    [
        (Role.COUNTY_OFFICER, "visit:record"),
        (Role.TENANT_ADMIN, "child:register"),
        (Role.TENANT_ADMIN, "ledger:export"),
        (Role.CHILD_DIRECTOR, "child:delete"),
        (Role.REPORTER, "visit:record"),
        (Role.CHILD_DIRECTOR, ""),
    ],
)
def test_refuses_what_the_role_may_not_do(caller: MakeCaller, role: Role, action: str) -> None:
    with pytest.raises(Refused) as refused:
        require(caller(role), action)
    (refusal,) = refused.value.refusals
    assert refusal.code is ErrorCode.FORBIDDEN
    assert role.zh in refusal.zh
    assert role.value in refusal.en


def test_a_refusal_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Refused()


def test_a_refusal_reads_as_its_codes_and_english_sentences() -> None:
    refused = Refused(
        Refusal(ErrorCode.REQUIRED, ("name",), "请填写姓名", "Name is required"),
        Refusal(ErrorCode.CONFLICT, (), "已存在", "Exists already"),
    )
    assert str(refused) == "REQUIRED: Name is required; CONFLICT: Exists already"


def test_a_command_on_the_server_acts_under_a_roles_permit(caller: MakeCaller) -> None:
    now = caller(Role.SCHOOL).expires
    local = local_caller(tenant="fujian", division=350000000000, scope="{(,)}", user="root", now=now)
    require(local, "ledger:export")
    assert local.subject == "local:root"
    with pytest.raises(Refused):
        require(local, "visit:record")
