"""What a visit counts as."""

from care.duties.facts import Event
from care.duties.schedule.terms import Screening, Terms
from records.codes import VisitMode, VisitOutcome

# A carer's household is seen with one's own eyes, or by the township that was asked to (SX-B8); what stands in for that
# is recorded only after it was approved, and counts only where the text knows of it (reading A19).
HOUSEHOLD = frozenset({VisitMode.HOUSEHOLD, VisitMode.COMMISSIONED})
IN_PERSON = HOUSEHOLD | {VisitMode.FIELD_CHECK, VisitMode.IN_PERSON}


def is_contact(event: Event) -> bool:
    """Tell whether an event is a contact: whoever was met, in whatever way, was contacted."""
    return event.outcome is VisitOutcome.MET


def is_household_visit(event: Event, terms: Terms) -> bool:
    """Tell whether an event is a household visit; a call is none, save as the approved substitute."""
    if event.outcome is not VisitOutcome.MET:
        return False
    return event.mode in HOUSEHOLD or (event.mode is VisitMode.PHONE_SUBSTITUTE and terms.substitute)


def is_met_in_person(event: Event) -> bool:
    """Tell whether somebody came and met the child or its carers."""
    return event.outcome is VisitOutcome.MET and event.mode in IN_PERSON


def screens(event: Event, screening: Screening, *, key: bool) -> bool:
    """Tell whether an event counts as the child's screening: by visit, and by call where a call is allowed."""
    if event.outcome is not VisitOutcome.MET:
        return False
    return event.mode in IN_PERSON or (screening.phone_key if key else screening.phone_ordinary)
