"""Callers for tests, made without a token."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from policies.caller import Caller
from policies.permits import permit
from policies.source import baseline
from records.codes import Role

MakeCaller = Callable[..., Caller]


@pytest.fixture
def caller() -> MakeCaller:
    """Give a maker of callers of Fujian; they act for Gulou county unless told otherwise."""

    def make(role: Role, *, subject: str = "someone@fujian", scope: str = "{[350102000000,350103000000)}") -> Caller:
        return Caller(
            subject=subject,
            name=None,
            tenant="fujian",
            role=role,
            areas=(350102000000,),
            organisations=(),
            scope=scope,
            permit=permit(baseline(), role, "fujian"),
            expires=datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
            language="zh",
        )

    return make
