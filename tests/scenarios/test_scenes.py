"""The stage itself stands: a child can be registered and visited in each jurisdiction, on the day that is set."""

import pytest

from tests.scenarios.conftest import Stage
from tests.support.scenes import VILLAGES

TIMES = "query($id: ID!) { child(id: $id) { registeredOn lastHouseholdVisit { occurredAt } } }"


@pytest.mark.parametrize("jurisdiction", VILLAGES)
async def test_registers_and_visits_on_the_day_that_is_set(scene: Stage, jurisdiction: str) -> None:
    here = scene(jurisdiction)
    here.at("2026-03-20")
    child = await here.register()
    here.at("2026-04-20", "18:00")
    assert (await here.visit(child, "2026-04-20"))["userErrors"] == []
    shown = (await here.ask(TIMES, id=child))["child"]
    assert shown == {
        "registeredOn": "2026-03-20",
        "lastHouseholdVisit": {"occurredAt": "2026-04-20T08:00:00+08:00"},
    }
