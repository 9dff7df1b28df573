"""What a visit found: problems, and what was done about them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from care.actions.common.days import day_of
from care.actions.common.findings import Findings
from care.actions.common.reading import read_text, tell
from care.duties.law import law_of
from care.ledgers.faults import FaultCode
from policies.refusal import ErrorCode
from tenants.work import Work


async def coordinated(work: Work, children: Sequence[Mapping[str, Any]], occurred_at: datetime) -> str | None:
    """Give what asks, where one of the children is and on the visit's day, that problems are brought to a solution."""
    law, day = await law_of(work), day_of(occurred_at, work)
    rules = (law.at(one["division"], day).flag("visit.problemsCoordinated") for one in children)
    return "；".join(dict.fromkeys(rule.citation for rule in rules if rule is not None)) or None


def check_narrative(
    findings: Findings, problems: str | None, solutions: str | None, today: date, citation: str | None = None
) -> dict[str, str | None]:
    """Give the columns of the narrative; whoever writes down a problem writes down what is done about it.

    `citation` is what asks for it there, if a document does; elsewhere the form itself asks.
    """
    found = read_text(findings, ("problems",), problems, today)
    done = read_text(findings, ("solutions",), solutions, today)
    if found is not None and done is None and not findings.spoiled("solutions"):
        if citation is None:
            tell(findings, ("solutions",), FaultCode.SOLUTIONS_REQUIRED)
        else:
            rule = FaultCode.SOLUTIONS_REQUIRED
            findings.refuse(ErrorCode.REQUIRED, ("solutions",), rule.zh, rule.en, citation)
    return {"problems": found, "solutions": done}
