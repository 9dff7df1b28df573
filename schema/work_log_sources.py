"""Where the entries of a work log come from: the records of what was done, each with the words that tell it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from records.codes import (
    ActivityKind,
    AssessmentKind,
    Code,
    ExternalSystem,
    ReportCircumstance,
    VisitMode,
    VisitOutcome,
    WorkLogKind,
)


@dataclass(frozen=True)
class Source:
    """Where entries come from: a type with the fields that are read under the caller's permit.

    `day` and `whose` are its columns; `text` says in Chinese or English what was done.
    """

    kind: WorkLogKind
    type_name: str
    fields: str
    day: str
    text: Callable[[Mapping[str, Any], bool], str]
    whose: str | None = "recorded_by"
    note: str | None = None
    moment: bool = False


def _said(*parts: tuple[str, type[Code]]) -> Callable[[Mapping[str, Any], bool], str]:
    """Say the labels of codes."""

    def say(row: Mapping[str, Any], zh: bool) -> str:
        codes = [codes[row[name]] for name, codes in parts if row[name]]
        return ("，" if zh else ", ").join(one.zh if zh else one.en for one in codes)

    return say


def _named(kind: WorkLogKind) -> Callable[[Mapping[str, Any], bool], str]:
    """Say the kind alone."""
    return lambda _row, zh: kind.zh if zh else kind.en


_CHILD: Final = "child { id name }"
# In the order of a day's entries. A part of the house that records work adds its source here.
SOURCES: Final = (
    Source(
        WorkLogKind.VISIT,
        "Visit",
        f"id occurredAt mode outcome problems visitor {{ name }} {_CHILD}",
        "occurred_at",
        _said(("mode", VisitMode), ("outcome", VisitOutcome)),
        whose="visitor_id",
        note="problems",
        moment=True,
    ),
    Source(
        WorkLogKind.ASSESSMENT,
        "Assessment",
        f"id assessedOn kind {_CHILD}",
        "assessed_on",
        _said(("kind", AssessmentKind)),
    ),
    # Who reported is told nowhere, so a report is nobody's entry.
    Source(
        WorkLogKind.REPORT,
        "Report",
        "id discoveredAt circumstance",
        "discovered_at",
        _said(("circumstance", ReportCircumstance)),
        whose=None,
        moment=True,
    ),
    Source(
        WorkLogKind.SERVICE,
        "ServiceRecord",
        f"id providedOn outcome {_CHILD}",
        "provided_on",
        _named(WorkLogKind.SERVICE),
        note="outcome",
    ),
    Source(
        WorkLogKind.PATROL,
        "Patrol",
        "id patrolledOn findings",
        "patrolled_on",
        _named(WorkLogKind.PATROL),
        note="findings",
    ),
    Source(
        WorkLogKind.ACTIVITY,
        "Activity",
        "id heldOn kind description",
        "held_on",
        _said(("kind", ActivityKind)),
        note="description",
    ),
    Source(
        WorkLogKind.HAZARD_CHECK,
        "HazardCheck",
        "id checkedOn findings",
        "checked_on",
        _named(WorkLogKind.HAZARD_CHECK),
        note="findings",
    ),
    Source(
        WorkLogKind.SPOT_CHECK,
        "SpotCheck",
        "id checkedOn checked wanting findings",
        "checked_on",
        lambda row, zh: (
            f"抽查{row['checked']}份，需补正{row['wanting']}份"
            if zh
            else f"{row['checked']} files checked, {row['wanting']} wanting"
        ),
        note="findings",
    ),
    Source(
        WorkLogKind.SYSTEM_UPDATE,
        "SystemUpdate",
        "id updatedOn system receipt",
        "updated_on",
        _said(("system", ExternalSystem)),
        note="receipt",
    ),
    Source(
        WorkLogKind.LINE,
        "WorkLogLine",
        f"id doneOn text trainee {{ name }} {_CHILD}",
        "done_on",
        lambda row, _zh: row["text"] or "",
        whose="trainee_id",
    ),
)
