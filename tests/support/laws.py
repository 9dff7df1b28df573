"""Laws of tests: a tenant applies its shipped rulebooks and one made-up county layer beside them."""

import hashlib

from care.rulebooks.library import packaged_texts
from records.ids import uuid7
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import GULOU, Desk
from tests.support.places import NOW

SHIPPED = ("platform.toml", "fujian.toml")
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
    """Put the county's rules into force for the desk's transaction, in place of what was applied before."""
    county = layer(*rules, place="county", division=division, document=document)
    await desk.by_hand("UPDATE {schema}.applied_rulebook SET replaced_at = $1 WHERE replaced_at IS NULL", NOW)
    for name, text in [*(one for one in packaged_texts() if one[0] in SHIPPED), ("county.toml", county)]:
        await desk.put(
            "applied_rulebook",
            id=uuid7(),
            layer=name.removesuffix(".toml"),
            digest=hashlib.sha256(text.encode()).hexdigest()[:16],
            text=text,
            applied_at=NOW,
            applied_by="admin@fujian",
        )
