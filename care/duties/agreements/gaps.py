"""What the law of a place asks of an instrument of entrusted care, and what of that it lacks (rules, part h)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from care.rulebooks.rulebook import Effective, Rulebook, guides
from records.codes import AgreementField, AgreementGap, CarerCriterion, SchoolStatus

Path = tuple[str, ...]

# Where a field stands: its gap, the columns that must be filled, and the member of the input that fills each.
_FIELDS: Final[Mapping[AgreementField, tuple[AgreementGap, Mapping[str, str]]]] = {
    AgreementField.ENTRUSTER: (AgreementGap.ENTRUSTER, {"entruster_name": "entrusterName"}),
    AgreementField.ENTRUSTER_WORKPLACE: (
        AgreementGap.ENTRUSTER_WORKPLACE,
        {"entruster_workplace": "entrusterWorkplace"},
    ),
    AgreementField.ENTRUSTER_CONTACT: (AgreementGap.ENTRUSTER_CONTACT, {"entruster_phone": "entrusterPhone"}),
    AgreementField.CARER: (AgreementGap.CARER, {"carer_name": "carerName"}),
    AgreementField.CARER_CONTACT: (AgreementGap.CARER_CONTACT, {"carer_phone": "carerPhone"}),
    AgreementField.TERM: (AgreementGap.TERM, {"starts_on": "startsOn", "ends_on": "endsOn"}),
    AgreementField.OTHER_TERMS: (AgreementGap.OTHER_TERMS, {"other_terms": "otherTerms"}),
    AgreementField.REASON: (AgreementGap.REASON, {"reason": "reason"}),
}
# What can come after the signature: the instrument is signed without it, and still owes it.
LATER: Final = frozenset({AgreementGap.WITNESS, AgreementGap.SCHOOL_COPY, AgreementGap.FILED})
_NOT_AT_SCHOOL: Final = frozenset({SchoolStatus.NOT_OF_AGE, SchoolStatus.DROPPED_OUT})


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is asked and lacking; `path` is the member that gives it, `citation` is empty where no rule asks.

    `binding` tells that a document obliges to it, not only guides.
    """

    what: AgreementGap
    path: Path
    citation: str | None
    binding: bool


def gaps(row: Mapping[str, Any], book: Rulebook, *, school: bool) -> tuple[Gap, ...]:
    """Give what the rules of a place and day ask of an instrument (its columns) and it lacks.

    `school` tells whether there is a school or kindergarten to be told of it.
    """
    return (*_of_content(row, book), *_of_signing(row, book, school=school))


def has_school(child: Mapping[str, Any]) -> bool:
    """Tell whether a child (its row) goes to a school or kindergarten, as far as the file tells."""
    return child["school_id"] is not None or child["school_status"] not in _NOT_AT_SCHOOL


def _of_content(row: Mapping[str, Any], book: Rulebook) -> Iterator[Gap]:
    for field, (gap, columns) in _FIELDS.items():
        for one in book.naming("care.fields", field):
            for column, member in columns.items():
                if row[column] is None:
                    yield _gap(gap, member, one)
    reason, criteria = book.flag("care.reasonRequired"), book.rule("care.criteria")
    if reason and row["justification"] is None:
        yield _gap(AgreementGap.JUSTIFICATION, "justification", reason)
    if criteria and not fit(row["criteria"], book):
        yield _gap(AgreementGap.CRITERIA, "criteria", criteria)
    heard = book.flag("care.childHeard")
    if heard and row["child_heard_on"] is None and row["child_not_heard_reason"] is None:
        yield _gap(AgreementGap.CHILD_HEARD, "childHeardOn", heard)


def fit(criteria: Any, book: Rulebook) -> bool:
    """Tell whether somebody has looked at what a carer must be, and found full capacity where the rules name it.

    Without full civil capacity nobody may be entrusted; the other criteria are for choosing between those who have it.
    """
    named = book.codes("care.criteria")
    return bool(criteria) and (CarerCriterion.FULL_CAPACITY not in named or CarerCriterion.FULL_CAPACITY in criteria)


def _of_signing(row: Mapping[str, Any], book: Rulebook, *, school: bool) -> Iterator[Gap]:
    explained, witness = book.flag("care.explained"), book.rule("care.witness")
    if explained and row["explained_on"] is None:
        yield _gap(AgreementGap.EXPLAINED, "explainedOn", explained)
    if row["signed_on"] is None:
        yield _gap(AgreementGap.SIGNATURE, "signedOn", book.rule("care.instrument"))
    if witness and row["witness_id"] is None:
        yield _gap(AgreementGap.WITNESS, "witness", witness)
    copy, filed = book.flag("care.schoolCopy"), book.flag("care.filed")
    if copy and row["school_notified_on"] is None and school:
        yield _gap(AgreementGap.SCHOOL_COPY, "schoolNotifiedOn", copy)
    if filed and row["filed_on"] is None:
        yield _gap(AgreementGap.FILED, "filedOn", filed)


def _gap(what: AgreementGap, member: str, rule: Effective | None) -> Gap:
    binding = rule is None or any(not guides(one) for one in rule.rules)
    return Gap(what, (member,), rule.citation if rule else None, binding)
