"""The register of keeping: for each table with persons' data, whether it follows a child's file into the archive, and
what becomes of it when the child's data are erased.

A table that is missing here, or a text that nobody decided on, fails tests/architecture. Tables stand in the order in
which their rows go: what refers to others before them.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from typing import Any, Final

from sqlalchemy import Table

import records
from records.metadata import tenant

STRUCK: Final = "（已删除）"


class Found(Enum):
    """How the rows are found: by a column that holds a key of one of the child's rows in a table."""

    ITSELF = "id", "child"
    CHILD = "child_id", "child"
    HOME = "id", "household"
    HOUSEHOLD = "household_id", "household"
    CASE = "case_id", "care_case"
    REPORT = "report_id", "report"
    REPORTED = "id", "report"
    DUTY = "duty_id", "duty"
    AGREEMENT = "agreement_id", "agreement"
    # By the key of any row that goes.
    OBJECT = "object", "*"


@dataclass(frozen=True)
class Gone:
    """Rows that go, as whatever is not counted of a child does; with `follows` they are archived with its file."""

    found: tuple[Found, ...] = (Found.CHILD,)
    follows: bool = True


@dataclass(frozen=True)
class Emptied:
    """Rows that stay for what is counted, or for whom they judge.

    `empty` says what stands in a column from then on, where anything stood; of days in `year` the year is kept;
    `stays` are the texts that remain: keys, sources of law, accounts of those who worked on it. Rows whose codes are
    not in `only`, where it names a column, are counted by nobody and go.
    """

    found: Found
    empty: Mapping[str, Any]
    stays: frozenset[str]
    year: frozenset[str] = frozenset()
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    follows: bool = True


@dataclass(frozen=True)
class Apart:
    """Rows that are no child's. Out of `texts` in the child's county its name and its guardians' are struck.

    `stays` are the texts beside them, in which nobody writes of a child.
    """

    why: str
    texts: tuple[str, ...] = ()
    stays: frozenset[str] = frozenset()
    follows: bool = False


Kept = Gone | Emptied | Apart

_LAW: Final = frozenset({"citation", "rule_version"})
# Of a child, what is not known any longer.
_UNKNOWN: Final = [
    "ethnicity",
    "resident_id",
    "resident_id_masked",
    "resident_id_blind",
    "address",
    "hukou_division",
    "category_detail",
    "single_parent",
    "boarding",
    "school_id",
    "school_status",
    "schooling",
    "guardianship_condition",
    "guardianship_detail",
    "mind_and_behaviour",
    "education_aid",
    "medical_aid",
    "other_aid",
    "care_needs",
    "notes",
    "lives_at",
    "household_id",
    "filed_by",
    "filed_on",
    "next_due",
    "next_contact_due",
    "next_visit_due",
    "changes_on",
]
_BY: Final = frozenset({"recorded_by"})
_OF_CASE: Final = Gone((Found.CASE,), follows=False)  # they show in their case alone
_STAFF: Final = Apart("people who work here")
_SUMS: Final = Apart("numbers of places")
_SENT: Final = Apart("where systems have events sent: keys, addresses, outcomes")

REGISTER: Final[Mapping[str, Kept]] = {
    # A school's, partner's or paired person's list: an archived file is on none.
    "access_link": Gone((Found.OBJECT,), follows=False),
    "audit_reason": Gone((Found.OBJECT,), follows=False),
    "child_class": Gone(),
    "child_category": Gone(),
    "child_health": Gone(),
    "child_search": Gone(),
    "guardian_disability": Gone(),
    "absence": Gone(),
    "guardian": Gone(),
    "carer": Gone(),
    "pairing": Gone(),
    "carer_step": Gone(),
    "carer_problem": Gone(),
    "escalation": Gone((Found.DUTY, Found.AGREEMENT), follows=False),  # they show with what they are about
    "agreement": Gone(),
    "assessment": Gone(),
    "care_plan": Gone(),
    "commission": Gone(),
    "division_of_duties": Gone(),
    "entitlement": Gone(),
    "difficulty": Gone(),
    "key_reason": Gone(),
    "class_review": Gone(),
    "file_change": Gone(),
    "spot_check_file": Gone(),
    "work_log_line": Gone(),
    "service_record": Gone(),
    "partner_grant": Gone(),
    "need": Gone(),
    "visit_finding": Gone(),
    "visit": Gone(),
    "placement": Gone(),
    "court_application": _OF_CASE,
    "intervention": _OF_CASE,
    "conference_decision": _OF_CASE,
    "conference": _OF_CASE,
    "case_party": _OF_CASE,
    "case_report": _OF_CASE,
    "brought_case": _OF_CASE,
    "publication": _OF_CASE,  # and with it the text that was released
    "care_case": Gone(),
    # A report is an event of its place, which stays in its lists whatever becomes of the files of the children in it,
    # and is counted: what is known of it by codes and times stays. Where it names others too, only names are struck.
    "report_child": Gone(follows=False),
    "report_recipient": Emptied(
        Found.REPORT,
        {"spoken_to": STRUCK, "reference_number": STRUCK, "outcome": STRUCK},
        frozenset({"rule", "citation"}),
        follows=False,
    ),
    # Who reported is theirs, sealed, read by nobody, and proves that a duty of theirs was met.
    "report_reporter": Apart("who reported, sealed"),
    "report": Emptied(
        Found.REPORTED,
        {"narrative": STRUCK, "external_reference": None, "outcome": STRUCK, "feedback": STRUCK},
        frozenset({"rule_version"}),
        follows=False,
    ),
    # Duties are counted by their month with the classes of their child, and both without a reason.
    "duty": Emptied(
        Found.CHILD,
        {"reasons": []},
        _LAW | {"natural_key", "subject_kind", "period", "rule", "satisfied_kind"},
        only={"kind": frozenset({"HOUSEHOLD_VISIT", "CONTACT"})},
    ),
    "standing": Emptied(Found.CHILD, {"reasons": []}, _LAW | {"layers"}, year=frozenset({"since"})),
    # Who looked where, and who held what, is theirs to answer for; the proof says who erased it.
    "break_glass": Emptied(
        Found.CHILD,
        {"reason": STRUCK, "note": STRUCK},
        frozenset({"field_classes", "subject", "reviewed_by"}),
        follows=False,
    ),
    "legal_hold": Emptied(
        Found.CHILD,
        {"reason": STRUCK, "lifted_because": STRUCK},
        frozenset({"set_by", "lifted_by"}),
        follows=False,
    ),
    "erasure": Emptied(
        Found.CHILD,
        {"reason": None, "note": STRUCK},
        frozenset({"requested_by", "decided_by", "erased", "digest"}),
        follows=False,
    ),
    # Of the child itself: sex, year of birth, level of risk and county, by which it was counted.
    "child": Emptied(
        Found.ITSELF,
        {
            **dict.fromkeys(_UNKNOWN),
            "name": STRUCK,
            "name_key": "",
            "resident_id_missing": "NOT_PROVIDED",
            "guardianship_rating": "UNRATED",
            "file_parts": [],
        },
        frozenset({"rule_version"}),
        year=frozenset({"birth_date", "registered_on"}),
    ),
    # A household with other children is theirs: it goes with the last of them.
    "benefit": Gone((Found.CHILD, Found.HOUSEHOLD)),
    "household": Gone((Found.HOME,)),
    "activity": Apart("what was held in a place", ("description",), _BY),
    "hazard_check": Apart("what was looked at in a place", ("findings", "water"), _BY),
    "patrol": Apart("what a township looked at", ("findings",), _BY),
    "screening_round": Apart("rounds of villages"),
    "spot_check": Apart("what was checked in a county", ("findings",), _BY | {"seed"}),
    "submission": Apart("what places handed in", ("content",), _BY),
    "system_update": Apart("what a county entered elsewhere", ("receipt",), _BY),
    "work_report": Apart("what was told of a village", ("content",), _BY | _LAW),
    "role_assignment": _STAFF,
    "trainee": _STAFF,
    "appointment": _STAFF,
    "appraisal": _STAFF,
    "training_session": _STAFF,
    "training": _STAFF,
    "need_offer": Apart("needs as they are offered, of nobody in particular"),
    "event_log": Apart("keys and kinds of events"),
    "message": Apart("who is told by phone, of which events"),
    "digest": Apart("numbers for people who work here"),
    "alert_read": Apart("who has read which alert"),
    "alert_read_upto": Apart("who has read which alerts"),
    "row_change": Apart("keys of what changed"),
    "webhook_attempt": _SENT,
    "webhook_delivery": _SENT,
    "webhook_key": _SENT,
    "webhook": _SENT,
    "audit_event": Apart("who did what: keys, and digests of reasons"),
    "stat_cell": _SUMS,
    "stat_count": _SUMS,
    "stat_table": _SUMS,
    "stat_frozen": _SUMS,
}


def tables() -> Iterator[tuple[Table, Kept]]:
    """Give each table of the register with what becomes of it, in the register's order."""
    for module in pkgutil.iter_modules(records.__path__, "records."):
        import_module(module.name)  # a table is known once its file was read
    for name, kept in REGISTER.items():
        yield tenant.tables[f"tenant.{name}"], kept
