"""What a visit found that calls for a need: signs of the mind, where the documents lead on from them to help."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from care.actions.common.days import day_of
from care.actions.common.findings import Findings
from care.actions.common.told import sees_rows
from care.duties.law import law_of
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.codes import NeedStatus, Service
from records.need import need
from tenants.work import Work

# Services that answer to what was found of a child's mind.
_OF_THE_MIND: Final = (Service.PSYCH_COUNSELLING, Service.CRISIS_INTERVENTION, Service.COMFORT)
# What people write where there is nothing.
_NOTHING: Final = frozenset({"无", "没有", "暂无", "无需求", "正常", "none"})


async def prompt_needs(
    findings: Findings,
    work: Work,
    caller: Caller,
    children: Sequence[Mapping[str, Any]],
    occurred_at: datetime,
    found: Mapping[str, Any],
) -> None:
    """Warn who may open needs where a visit found psychological ones, the law leads on, and no such need is running.

    Source: 闽民童〔2024〕33号 item 2 (FJ-B6), Shangri-La item 16 (XG-B4), Jilin item 2 (JL-D9).
    """
    told = (found.get("psychological_needs") or "").strip().rstrip("。.").lower()
    if not told or told in _NOTHING or "need:open" not in caller.permit.actions:
        return
    law, day = await law_of(work), day_of(occurred_at, work)
    running = select(need.c.child_id).where(
        need.c.child_id.in_([one["id"] for one in children]),
        need.c.kind.in_(_OF_THE_MIND),
        need.c.status != NeedStatus.CLOSED,
    )
    # Who does not see needs is told whether there is one or not.
    helped = {row["child_id"] for row in await work.all(running)} if sees_rows(caller, "need") else set()
    books = (law.at(one["division"], day) for one in children if one["id"] not in helped)
    rules = [book.flag("visit.psychologicalNeeds") for book in books]
    citations = list(dict.fromkeys(rule.citation for rule in rules if rule is not None))
    if citations:
        zh, en = "请开立心理服务需求，引导家长寻求帮助", "calls for a need (openNeed), so that it leads on to help"
        path = ("findings", "psychologicalNeeds")
        findings.warn(ErrorCode.REQUIRED, path, zh, en, "；".join(citations))
