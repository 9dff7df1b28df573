"""A county exports personal ledgers: with a reason, a watermark of user and time, an expiry and a log entry (PR14)."""

from datetime import date
from pathlib import Path

from care.ledgers.sheet import SHEET
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.forms import number
from tests.support.glass import trail
from tests.support.places import NOW
from tests.support.serving import appoint, served
from tests.support.taken_out import REASON, cells, error, record, take_out

WHO = "county@fujian"
EVENTS = """query($where: AuditWhere) { auditEvents(where: $where) {
  nodes { subject role action fields count } } }"""


async def test_pr14_a_ledger_leaves_for_a_reason_with_its_watermark_and_in_the_trail(
    scene: Stage, theatre_url: str, tmp_path: Path
) -> None:
    here = scene("fujian")
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    key = number(date(2016, 5, 1), sequence=47)
    await here.register(residentId=key, residentIdMissing=None)
    held = {
        WHO: (Role.COUNTY_OFFICER, here.county),
        "director@fujian": (Role.CHILD_DIRECTOR, here.village),
        "city@fujian": (Role.PREFECTURE_OFFICER, 350100000000),
    }
    for who, (role, place) in held.items():
        await appoint(here.house, tenant, who, role, place)
    async with served(here.house, tmp_path) as server:
        for who in ("director@fujian", "city@fujian"):
            assert error(await take_out(server, who)) == (403, "FORBIDDEN", [])
        assert error(await take_out(server, WHO, {"reason": " "})) == (400, "BAD_USER_INPUT", ["reason"])
        assert await trail(theatre_url, "ledger:export") == []
        answer = await take_out(server, WHO)
    assert record(answer.content) == [WHO, NOW.isoformat(timespec="minutes"), REASON, "2026-12-22"]
    assert key in {cell for row in cells(answer.content, SHEET) for cell in row}
    told = await here.ask(EVENTS, Role.AUDITOR, where={"action": "ledger:export"})
    (row,) = told["auditEvents"]["nodes"]
    assert (row["subject"], row["role"], row["count"]) == (WHO, "COUNTY_OFFICER", 1)
    assert "residentId" in row["fields"]
    assert [row["reason"] for row in await trail(theatre_url, "ledger:export")] == [REASON]
