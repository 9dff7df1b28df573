"""The rows that stand for what was derived of a child, by the part of the file that they belong to."""

from collections.abc import Iterable
from typing import Any, Final

from care.duties.derived import Derived
from care.duties.entitlements import Entitlement
from care.duties.facts import Facts
from records.codes import ChildClass, DutyKind

Rows = list[dict[str, Any]]

_SATISFIED: Final = {DutyKind.DIVISION_OF_DUTIES: "dutyDivision", DutyKind.AGREEMENT_REVIEW: "agreement"}


def rows_of(facts: Facts, one: Derived, entitled: Iterable[Entitlement]) -> dict[str, Rows]:
    """Give the rows of one child, in columns of the tables that they are settled in (`settling/*.sql`)."""
    made = {"child_id": facts.id, "rule_version": one.rule_version}
    contact, visit = one.next_contact_due, one.next_visit_due
    own = {
        "id": facts.id,
        "priority": one.priority,
        "next_due": min((day for day in (contact, visit) if day), default=None),
        "next_contact_due": contact,
        "next_visit_due": visit,
        "changes_on": one.changes_on,
        "rule_version": one.rule_version,
        "file_parts": one.file_parts,
    }
    return {
        "standings": [
            {
                **made,
                "class": held.child_class,
                "state": held.state,
                "source": held.source,
                "since": held.since,
                "restricted": held.restricted,
                "reasons": held.reasons,
                "citation": held.citation,
                "layers": held.layers,
            }
            for held in one.classified.standings
        ],
        "difficulties": [
            {
                **made,
                "category": held.category,
                "state": held.state,
                "source": held.source,
                "since": held.since,
                "reasons": held.reasons,
                "citation": held.citation,
            }
            for held in one.classified.difficulties
        ],
        "reasons": [
            {**made, "reason": held.reason, "since": held.since, "citation": held.citation}
            for held in one.classified.key_reasons
        ],
        "entitlements": [_entitlement(made, one) for one in entitled],
        "duties": _duties(made, one),
        "children": [own],
    }


def _entitlement(made: dict[str, Any], one: Entitlement) -> dict[str, Any]:
    of_class = isinstance(one.ground, ChildClass)
    return {
        **made,
        "class": one.ground if of_class else None,
        "category": None if of_class else one.ground,
        "kinds": one.kinds,
        "since": one.since,
        "basis": one.basis,
        "citation": one.citation,
    }


def _duties(made: dict[str, Any], one: Derived) -> Rows:
    return [
        {
            **made,
            "kind": owed.kind,
            "natural_key": owed.key,
            "priority": one.priority,
            "period": owed.period,
            "base_on": owed.base_on,
            "due_at": owed.due_at,
            "due_on": owed.due_on,
            "closes_on": owed.closes_on,
            "quarter_missed_from": owed.quarter_missed_from,
            "post": owed.post,
            "reasons": owed.reasons,
            "restricted": owed.restricted,
            "basis": owed.basis,
            "rule": owed.rule,
            "citation": owed.citation,
            "satisfied_by": owed.satisfied_by,
            "satisfied_kind": _SATISFIED.get(owed.kind, "visit") if owed.satisfied_by else None,
            "done_on": owed.done_on,
        }
        for owed in one.duties
    ]
