"""How an input becomes a command: the same facts under the same names, ids as keys, lists as tuples."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar
from uuid import UUID

import strawberry

from alerts.wanted import Wanted
from care.actions.common.categories import CategoryFact
from care.actions.common.guardian_facts import DisabilityFact, GuardianFacts
from care.actions.common.health import HealthFact
from care.actions.common.unset import UNSET
from care.actions.common.visit_findings import FoundCarer, FoundGuardian, VisitFindings
from care.actions.hold_conference import Decision
from care.actions.hold_training import Attended
from care.actions.record_screening import Screened
from care.actions.record_spot_check import CheckedFile
from schema.alert import AlertWhere
from schema.ids import parse_id, split_id
from schema.inputs.cases import DecisionInput
from schema.inputs.children import CategoryInput, HealthInput
from schema.inputs.duties import ScreeningEntryInput
from schema.inputs.file_records import CheckedFileInput
from schema.inputs.guardians import DisabilityInput, GuardianInput
from schema.inputs.staff import AttendedInput
from schema.inputs.visit_findings import VisitCarerInput, VisitFindingsInput, VisitGuardianInput

C = TypeVar("C")

_PARTS: dict[type, type] = {
    HealthInput: HealthFact,
    CategoryInput: CategoryFact,
    GuardianInput: GuardianFacts,
    DisabilityInput: DisabilityFact,
    VisitFindingsInput: VisitFindings,
    VisitGuardianInput: FoundGuardian,
    VisitCarerInput: FoundCarer,
    ScreeningEntryInput: Screened,
    CheckedFileInput: CheckedFile,
    DecisionInput: Decision,
    AttendedInput: Attended,
    AlertWhere: Wanted,
}


def command_of(kind: type[C], given: Any, **ids: str) -> C:
    """Make a command of an input; `ids` name the kind of row that each id is of, in the input or in parts of it.

    What the input leaves out keeps the command's default: an update leaves that fact as it is. A null empties a fact in
    an update, and elsewhere says no more than leaving it out.
    """
    defaults = {field.name: field.default for field in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for field in fields(given):
        value = getattr(given, field.name)
        if value is not strawberry.UNSET and (value is not None or defaults[field.name] is UNSET):
            values[field.name] = _plain(value, ids.get(field.name), ids)
    return kind(**values)


def _plain(value: Any, kind: str | None, ids: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return tuple(_plain(one, kind, ids) for one in value)
    if kind is not None and value is not None:
        return parse_id(value, kind) or _nowhere(value)
    part = _PARTS.get(type(value))
    return value if part is None else command_of(part, value, **ids)


def keys_of(texts: Iterable[str], *kinds: str) -> tuple[UUID, ...]:
    """Give the keys of ids that may be of several kinds; one of another kind is as unknown as a missing row."""
    parts = ((text, split_id(text)) for text in texts)
    return tuple(part[1] if part and part[0] in kinds else _nowhere(text) for text, part in parts)


def _nowhere(text: str) -> UUID:
    """Give a key that no row has: an id that is none is as unknown as a missing row, and refused by the same statement.

    Two texts give two keys, so that they are not taken for the same row named twice.
    """
    return UUID(bytes=hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:16], version=5)
