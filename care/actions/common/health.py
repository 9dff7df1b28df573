"""A child's states of health: which go together, and what each needs (ledger form, 健康情况)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from care.actions.common.findings import ANNEX, Findings, Path
from care.actions.common.reading import read_text, tell
from care.ledgers.faults import FaultCode
from policies.refusal import ErrorCode
from records.codes import Code, DisabilityGrade, DisabilityType, Health

ILLNESSES = frozenset({Health.SERIOUS_ILLNESS, Health.CHRONIC_ILLNESS})
_UNWELL = ILLNESSES | {Health.DISABLED}
_TAKE_TEXT = _UNWELL | {Health.OTHER}


@dataclass(frozen=True)
class HealthFact:
    """A state of health: an illness has its name, a disability its grade, type and card (JL-A6, JL-A7)."""

    kind: Health
    detail: str | None = None
    grade: DisabilityGrade | None = None
    disability: DisabilityType | None = None
    card: bool | None = None


def check_health(findings: Findings, states: Sequence[HealthFact], today: date) -> tuple[HealthFact, ...]:
    """Check a child's states of health together, and give them with their texts in one form."""
    kinds = [state.kind for state in states]
    if Health.HEALTHY in kinds:
        for other in dict.fromkeys(kind for kind in kinds if kind in _UNWELL):
            tell(findings, ("health",), FaultCode.CHOICE_EXCLUDES, option=Health.HEALTHY.zh, other=other.zh)
    return tuple(_checked(findings, place, state, kinds, today) for place, state in enumerate(states))


def _checked(findings: Findings, place: int, state: HealthFact, kinds: list[Health], today: date) -> HealthFact:
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
    if state.kind is not Health.DISABLED:
        for name in ("grade", "disability", "card"):
            if getattr(state, name) is not None:
                refuse_needless(findings, (*path, name), state.kind)
    return replace(state, detail=detail)


def refuse_needless(findings: Findings, path: Path, kind: Code) -> None:
    """Refuse what is not given with an answer."""
    zh, en = f"“{kind.zh}”不填写此项", f"is not given with {kind.value}"
    findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)


def health_rows(child: UUID, division: int, states: Sequence[HealthFact]) -> list[dict[str, Any]]:
    """Give the rows of `child_health`."""
    return [
        {
            "child_id": child,
            "division": division,
            "kind": state.kind,
            "detail": state.detail,
            "grade": state.grade,
            "disability": state.disability,
            "card": state.card,
        }
        for state in states
    ]
