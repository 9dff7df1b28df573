"""From the facts of one child to all that is derived of it: first what it is, then what is owed to it."""

from datetime import date

from care.duties.classes import classify
from care.duties.derived import Derived
from care.duties.facts import Facts
from care.duties.law import Law
from care.duties.priority import rank
from care.duties.schedule import schedule
from records.codes import FileSection


def derive(facts: Facts, law: Law, on: date) -> Derived:
    """Derive classes, key reasons and duties of a child as they are on a day."""
    classified = classify(facts, law, on)
    scheduled = schedule(facts, classified, law, on)
    book = law.at(facts.division, on)
    days = [day for day in (classified.changes_on, scheduled.changes_on) if day]
    return Derived(
        classified=classified,
        duties=scheduled.duties,
        priority=rank(facts, classified, book),
        next_contact_due=scheduled.next_contact_due,
        next_visit_due=scheduled.next_visit_due,
        changes_on=min(days, default=None),
        rule_version=book.version,
        file_parts=tuple(part for part in FileSection if part in book.codes("file.parts")),
    )
