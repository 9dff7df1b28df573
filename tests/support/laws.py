"""Laws of tests: a tenant applies its shipped rulebooks and one made-up county layer beside them."""

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.common.done import Done
from policies.caller import Caller
from tenants.work import Work
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, GULOU, Desk

PATROLS = (
    rule("patrol.township.maxInterval", "1", 'unit = "quarter"', article="（六）"),
    rule(
        "patrol.township.topics",
        '["VILLAGE_SCREENING", "KEY_FOLLOW_UP", "DIRECTOR_PERFORMANCE", "CHILDRENS_HOME", "DATA_TIMELINESS"]',
        article="（六）",
    ),
)
NONRESIDENT = (rule("visit.nonresident", '["PHONE", "COMMISSIONED"]', 'strength = "may"', article="第七条"),)


async def apply(desk: Desk, *rules: str, division: int = GULOU, document: str = "from = 2026-01-01") -> None:
    """Apply a county's rules beside the shipped ones, in the desk's transaction, in place of what it applied before."""
    county = layer(*rules, place="county", division=division, document=document)

    async def run(work: Work, who: Caller, _: None) -> Done:
        await apply_rulebook(work, who, ApplyRulebook(("county.toml", county)))
        return Done(())

    await desk.do(run, None, ADMIN)
