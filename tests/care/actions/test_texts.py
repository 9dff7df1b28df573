import pytest

from care.actions.assign_role import AssignRole, assign_role
from care.actions.common.health import HealthFact
from care.actions.common.texts import check_texts
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from policies.refusal import ErrorCode, Refused
from records.codes import Health, Role
from tests.support.desks import DIRECTOR, GUDONG, Desk, codes
from tests.support.forms import a_father, a_visit, without_number

BROKEN = ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\ud800"]


@pytest.mark.parametrize("char", BROKEN, ids=ascii)
async def test_refuses_a_text_that_cannot_be_kept_as_it_was_sent(desk: Desk, char: str) -> None:
    broken = without_number(name=f"单{char}明", notes=f"喜欢画画{char}", idempotency_key="k-1")
    refusals = await desk.refused(register_child, broken)
    assert codes(refusals) == {"name": ErrorCode.BAD_USER_INPUT, "notes": ErrorCode.BAD_USER_INPUT}
    assert refusals[0].zh.startswith("姓名：")
    assert await desk.rows("child") == []


def test_names_the_place_of_every_broken_text() -> None:
    command = without_number(
        guardians=(a_father(), a_father(name="单\x00大伟")),
        health=(HealthFact(Health.CHRONIC_ILLNESS, "哮\x1b喘", None),),
    )
    with pytest.raises(Refused) as raised:
        check_texts(command)
    assert [".".join(one.path) for one in raised.value.refusals] == ["health.0.detail", "guardians.1.name"]


async def test_refuses_what_would_be_taken_for_a_blank(desk: Desk) -> None:
    account = AssignRole("\x1flin@fujian\x00", Role.CHILD_SUPERVISOR, division=GUDONG, idempotency_key="k-1")
    assert codes(await desk.refused(assign_role, account)) == {"subject": ErrorCode.BAD_USER_INPUT}
    assert codes(await desk.refused(register_child, without_number(notes="\x1c"))) == {
        "notes": ErrorCode.BAD_USER_INPUT
    }


async def test_keeps_line_breaks_and_tabs(desk: Desk) -> None:
    key = (await desk.do(register_child, without_number(notes="喜欢：\n\t画画"))).ids[0]
    assert (await desk.row("child", key))["notes"] == "喜欢：\n\t画画"
    told = a_visit(key, problems="屋顶漏雨\r\n窗户破损", solutions="联系\t维修")
    visit = await desk.row("visit", (await desk.do(record_visit, told, DIRECTOR)).ids[0])
    assert (visit["problems"], visit["solutions"]) == ("屋顶漏雨\n窗户破损", "联系\t维修")
