from typing import Any

from records.codes import Role
from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import RECORD_BENEFIT
from tests.schema.mutations.test_children import register
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, QINGCHENG, ZHONGSHAN, caller

OF_CHILD = "query($id: ID!) { child(id: $id) { benefits { kind status received } } }"
LIST = """query($where: BenefitWhere) { benefits(where: $where) { totalCount nodes {
  id kind status amount from until received reason recordedBy supersededAt child { id } household { id } masked } } }"""


async def record(say: Say, child: str, who: Any = DIRECTOR, **facts: Any) -> dict[str, Any]:
    sent = {"childId": child, "kind": "MINIMUM_LIVING", **facts}
    payload: dict[str, Any] = (await say(who, RECORD_BENEFIT, input=sent))["recordBenefit"]
    assert payload["userErrors"] == []
    made: dict[str, Any] = payload["benefit"]
    return made


async def listed(say: Say, who: Any = COUNTY, **where: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await say(who, LIST, where=where))["benefits"]["nodes"]
    return found


async def test_a_benefit_is_recorded_read_and_found_with_its_history(say: Say) -> None:
    child = (await register(say))["id"]
    asked = await record(say, child, status="APPLIED")
    made = await record(say, child, status="GRANTED", amount="560.5", **{"from": "2026-03-01"})
    assert (made["status"], made["amount"], made["from"], made["received"]) == ("GRANTED", "560.50", "2026-03-01", True)
    assert (made["viewerCan"], made["child"]) == (["record"], {"id": child})
    shown = (await say(DIRECTOR, OF_CHILD, id=child))["child"]
    assert shown["benefits"] == [{"kind": "MINIMUM_LIVING", "status": "GRANTED", "received": True}]
    assert [one["id"] for one in await listed(say, child=child)] == [made["id"]]
    past = await listed(say, child=child, past=True)
    assert [(one["id"], one["supersededAt"] is None) for one in past] == [(made["id"], True), (asked["id"], False)]
    assert await listed(say, child=child, statuses=["APPLIED"]) == []
    assert len(await listed(say, child=child, received=True)) == 1
    assert await listed(say, child=child, received=False) == []
    assert await listed(say, child="benefit_nonsense") == []
    assert await listed(say, household="nonsense") == []


async def test_what_has_run_out_is_received_no_longer(say: Say) -> None:
    child = (await register(say))["id"]
    made = await record(say, child, status="GRANTED", **{"from": "2026-01-01", "until": "2026-06-30"})
    assert (made["status"], made["received"]) == ("GRANTED", False)


async def test_shows_where_the_caller_sees_and_no_more_than_that(say: Say) -> None:
    child = (await register(say))["id"]
    await record(say, child, status="REFUSED", reason="材料不全")
    (township,) = await listed(say, caller(Role.TOWNSHIP, GUDONG), child=child)
    assert (township["status"], township["reason"]) == ("REFUSED", None)
    assert "reason" in township["masked"]
    for who in (caller(Role.CHILD_DIRECTOR, QINGCHENG), caller(Role.VILLAGE_COMMITTEE, ZHONGSHAN)):
        assert await listed(say, who, child=child) == []
