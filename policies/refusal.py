"""An expected no: what an action answers instead of doing its work (the contract's `UserError`)."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """Why an action was refused (contract.graphql, enum ErrorCode)."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    REQUIRED = "REQUIRED"
    INVALID_RESIDENT_ID = "INVALID_RESIDENT_ID"
    OUT_OF_JURISDICTION = "OUT_OF_JURISDICTION"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    RULE_VIOLATION = "RULE_VIOLATION"
    RULE_RELAXATION = "RULE_RELAXATION"
    NOT_ASSESSED = "NOT_ASSESSED"
    MANDATORY_RECIPIENT = "MANDATORY_RECIPIENT"
    PROMPT_CIRCUMSTANCE = "PROMPT_CIRCUMSTANCE"
    MASKED_VALUE = "MASKED_VALUE"
    PURPOSE_REQUIRED = "PURPOSE_REQUIRED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    LEGAL_HOLD = "LEGAL_HOLD"
    FORBIDDEN = "FORBIDDEN"


@dataclass(frozen=True)
class Refusal:
    """One reason for a no, or one warning: a code, the input's path, the sentence in both languages, its source.

    `path` names the input's members from the outside in; empty when the whole input is meant.
    The sentences hold no personal data: they may be logged.
    """

    code: ErrorCode
    path: tuple[str, ...]
    zh: str
    en: str
    citation: str | None = None


class Refused(Exception):
    """An action refuses, with every reason it found; the unit of work rolls back."""

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("a refusal needs at least one reason")
        self.refusals: tuple[Refusal, ...] = refusals
        super().__init__("; ".join(f"{refusal.code}: {refusal.en}" for refusal in refusals))
