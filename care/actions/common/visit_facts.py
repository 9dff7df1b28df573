"""What a visit found: problems, and what was done about them."""

from datetime import date

from care.actions.common.findings import Findings
from care.actions.common.reading import read_text, tell
from care.ledgers.faults import FaultCode


def check_narrative(
    findings: Findings, problems: str | None, solutions: str | None, today: date
) -> dict[str, str | None]:
    """Give the columns of the narrative; whoever writes down a problem writes down what is done about it."""
    found = read_text(findings, ("problems",), problems, today)
    done = read_text(findings, ("solutions",), solutions, today)
    if found is not None and done is None and not findings.spoiled("solutions"):
        tell(findings, ("solutions",), FaultCode.SOLUTIONS_REQUIRED)
    return {"problems": found, "solutions": done}
