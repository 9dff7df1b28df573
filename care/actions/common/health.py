"""A child's states of health: which go together, and what each needs (ledger form, 健康情况)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from care.actions.common.findings import ANNEX, Findings, Path
from care.actions.common.reading import read_text, tell
from care.ledgers.faults import FaultCode
from care.ledgers.row import HealthState
from policies.refusal import ErrorCode
from records.codes import Code, Health

ILLNESSES = frozenset({Health.SERIOUS_ILLNESS, Health.CHRONIC_ILLNESS})
_UNWELL = ILLNESSES | {Health.DISABLED}
_TAKE_TEXT = _UNWELL | {Health.OTHER}


def check_health(findings: Findings, states: Sequence[HealthState], today: date) -> tuple[HealthState, ...]:
    """Check a child's states of health together, and give them with their texts in one form."""
    kinds = [state.kind for state in states]
    if Health.HEALTHY in kinds:
        for other in dict.fromkeys(kind for kind in kinds if kind in _UNWELL):
            tell(findings, ("health",), FaultCode.CHOICE_EXCLUDES, option=Health.HEALTHY.zh, other=other.zh)
    return tuple(_checked(findings, place, state, kinds, today) for place, state in enumerate(states))


def _checked(findings: Findings, place: int, state: HealthState, kinds: list[Health], today: date) -> HealthState:
    path = ("health", str(place))
    detail = read_text(findings, (*path, "detail"), state.detail, today)
    if state.kind in kinds[:place]:
        tell(findings, (*path, "kind"), FaultCode.CHOICE_REPEATED, option=state.kind.zh)
    if state.kind in ILLNESSES and detail is None:
        tell(findings, (*path, "detail"), FaultCode.CHOICE_TEXT_REQUIRED, option=state.kind.zh, what="患病情况")
    if detail is not None and state.kind not in _TAKE_TEXT:
        refuse_needless(findings, (*path, "detail"), state.kind)
    if state.kind is Health.DISABLED and state.grade is None:
        findings.require((*path, "grade"), ANNEX)
    if state.kind is not Health.DISABLED and state.grade is not None:
        refuse_needless(findings, (*path, "grade"), state.kind)
    return HealthState(state.kind, detail, state.grade)


def refuse_needless(findings: Findings, path: Path, kind: Code) -> None:
    """Refuse what is not given with an answer."""
    zh, en = f"“{kind.zh}”不填写此项", f"is not given with {kind.value}"
    findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)


def health_rows(child: UUID, division: int, states: Sequence[HealthState]) -> list[dict[str, Any]]:
    """Give the rows of `child_health`."""
    return [
        {
            "child_id": child,
            "division": division,
            "kind": state.kind,
            "detail": state.detail,
            "grade": state.grade,
        }
        for state in states
    ]
