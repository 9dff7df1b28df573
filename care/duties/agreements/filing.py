"""What parents file before both of them leave for work (XG-H4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from care.duties.schedule.grounds import Ground, ground
from care.rulebooks.rulebook import Rulebook
from records.codes import GuardianRelation, OutmigrationField, Role

PARENTS: Final = (
    GuardianRelation.FATHER,
    GuardianRelation.MOTHER,
    GuardianRelation.STEPFATHER,
    GuardianRelation.STEPMOTHER,
)
_WITH: Final = (Role.VILLAGE_COMMITTEE, Role.SCHOOL)


@dataclass(frozen=True, slots=True)
class Filing:
    """With whom a departure is filed, on which day that was done (None: not yet), and on what that rests."""

    to: Role
    member: str
    filed_on: date | None
    ground: Ground


def filings(departure: Mapping[str, Any], book: Rulebook, *, school: bool) -> Iterator[Filing]:
    """Give what is owed for a departure (columns `filed_on`, `filed_with_school`) after which both parents are away."""
    rule, what = book.rule("care.departureFiledWith"), book.rule("care.departureFiling")
    if rule is None or what is None:
        return
    for to in _WITH:
        if to not in book.codes("care.departureFiledWith") or (to is Role.SCHOOL and not school):
            continue
        told = to is Role.VILLAGE_COMMITTEE or departure["filed_with_school"]
        member = "filedOn" if to is Role.VILLAGE_COMMITTEE else "filedWithSchool"
        yield Filing(to, member, departure["filed_on"] if told else None, ground(rule, what))


def unfiled(departure: Mapping[str, Any], book: Rulebook, *, entrusted: bool) -> Iterator[tuple[str, str, str]]:
    """Give what a filing has to say and does not: the member, the field's Chinese label, the citation."""
    held = {
        OutmigrationField.WORKPLACE: ("workplace", departure["workplace"] is not None),
        OutmigrationField.CONTACT: ("contact", departure["contact"] is not None),
        OutmigrationField.ENTRUSTED_GUARDIANSHIP: ("guardianId", entrusted),
    }
    for field, (member, there) in held.items():
        for one in book.naming("care.departureFiling", field):
            if not there:
                yield member, field.zh, one.citation
