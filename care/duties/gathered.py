"""The statements that gather the facts of children, and beside them what stands on file of what was derived."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    false,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from care.duties.on_file import COLUMNS
from care.duties.schedule.counts import HOUSEHOLD
from records.agreement import agreement, carer_problem
from records.assessment import assessment
from records.child import child, child_category, child_class, child_health
from records.codes import (
    CarerCapacity,
    Service,
    VisitOutcome,
    YesNoUnknown,
)
from records.division_of_duties import division_of_duties
from records.duty import duty
from records.entitlement import entitlement
from records.file_change import file_change
from records.guardian import absence, carer, guardian, guardian_disability
from records.need import need, service_record
from records.special_node import special_node
from records.standing import class_review, difficulty, key_reason, standing
from records.visit import visit
from records.visit_finding import visit_finding
from tenants.fixed import Fixed


def _several(table: Table, *columns: ColumnElement[Any], order: Sequence[ColumnElement[Any]]) -> Select[Any]:
    return select(func.json_agg(aggregate_order_by(func.json_build_array(*columns), *order))).where(
        table.c.child_id == child.c.id
    )


def _codes(table: Table, column: str) -> Select[Any]:
    return select(func.json_agg(table.c[column])).where(table.c.child_id == child.c.id)


def _parents() -> Select[Any]:
    away = (
        select(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_array(
                        absence.c.since,
                        absence.c.until,
                        absence.c.purpose,
                        absence.c.away_division,
                        absence.c.abroad,
                        absence.c.within_core,
                    ),
                    absence.c.since,
                )
            )
        )
        .where(absence.c.guardian_id == guardian.c.id)
        .scalar_subquery()
    )
    disabled = (
        select(func.json_agg(func.json_build_array(guardian_disability.c.disability, guardian_disability.c.grade)))
        .where(guardian_disability.c.guardian_id == guardian.c.id)
        .scalar_subquery()
    )
    return _several(
        guardian,
        guardian.c.relation,
        guardian.c.special_status,
        guardian.c.incapacity_judgement.is_not(None),
        guardian.c.declared_missing_on,
        away,
        disabled,
        order=[guardian.c.id],
    )


_LEVELS = _several(
    assessment,
    assessment.c.assessed_on,
    assessment.c.risk_level,
    assessment.c.guardianship_rating,
    assessment.c.risk_level_before,
    assessment.c.guardianship_rating_before,
    order=[assessment.c.assessed_on, assessment.c.id],
).where(
    assessment.c.assessed_on.is_not(None),
    func.num_nonnulls(assessment.c.risk_level, assessment.c.guardianship_rating) > 0,
)
_JUDGED = _several(
    class_review,
    func.coalesce(class_review.c["class"], class_review.c.category),
    class_review.c["class"].is_not(None),
    class_review.c.holds,
    class_review.c.since,
    cast(func.timezone(bindparam("zone", type_=Text), class_review.c.decided_at), Date),
    order=[class_review.c.decided_at, class_review.c.id],
)
_AGREED = _several(
    division_of_duties,
    division_of_duties.c.id,
    division_of_duties.c.residence,
    division_of_duties.c.other_division,
    division_of_duties.c.agreed_on,
    order=[division_of_duties.c.agreed_on, division_of_duties.c.id],
)
_FILED_CHANGES = _several(
    file_change,
    file_change.c.status,
    file_change.c.effective_on,
    file_change.c.aftercare_on,
    order=[file_change.c.id],
)
_HELPED_ON = (
    select(func.min(service_record.c.provided_on))
    .select_from(service_record.join(need, need.c.id == service_record.c.need_id))
    .where(need.c.child_id == child.c.id, need.c.kind == Service.ADULT_TRANSITION.value)
    .correlate(child)
    .scalar_subquery()
)
_PROVINCE = 10_000_000_000
_ABOVE = (
    child.c.division,
    child.c.township,
    child.c.county,
    child.c.prefecture,
    child.c.division // _PROVINCE * _PROVINCE,
)
_NODES = select(
    func.json_agg(
        aggregate_order_by(
            func.json_build_array(special_node.c.first_on, special_node.c.last_on), special_node.c.first_on
        )
    )
).where(special_node.c.division.in_(_ABOVE))
_HEALTH = _several(
    child_health,
    child_health.c.kind,
    child_health.c.grade,
    child_health.c.disability,
    child_health.c.card,
    order=[child_health.c.kind],
)
_SINCE = func.timezone(bindparam("zone", type_=Text), cast(bindparam("since", type_=Date), DateTime))
_earlier = visit.alias("earlier")
_BEGINNING = (
    select(func.max(_earlier.c.occurred_at).label("at"))
    .where(
        _earlier.c.child_id == child.c.id,
        _earlier.c.corrected_by.is_(None),
        _earlier.c.outcome == VisitOutcome.MET.value,
        _earlier.c.mode.in_([mode.value for mode in HOUSEHOLD]),
        _earlier.c.occurred_at < _SINCE,
    )
    .lateral()
)
_EVENTS = _several(
    visit,
    visit.c.id,
    cast(func.timezone(bindparam("zone", type_=Text), visit.c.occurred_at), Date),
    visit.c.mode,
    visit.c.outcome,
    order=[visit.c.occurred_at, visit.c.id],
).where(visit.c.corrected_by.is_(None), (_BEGINNING.c.at.is_(None)) | (visit.c.occurred_at >= _BEGINNING.c.at))

WEAK = (CarerCapacity.LACKS_CAPACITY.value, CarerCapacity.NEGLECTS_DUTY.value)
_PROBLEMS = select(carer_problem.c.id).where(carer_problem.c.child_id == child.c.id)
TROUBLED = _PROBLEMS.where(carer_problem.c.closed_on.is_(None)).correlate(child).exists()
# Up to when what was found of the carer is settled. Two levels below the child: without a word the selects would look
# through all children in reach.
SETTLED_ON = func.greatest(
    *(
        select(func.max(column)).where(column.table.c.child_id == child.c.id).correlate(child).scalar_subquery()
        for column in (carer_problem.c.closed_on, agreement.c.replaced_on)
    )
)


def _entrusting() -> ColumnElement[Any]:
    """Gather whether the carer is unfit, when a visit last saw a signed instrument, and the concluded ones."""
    found = visit_finding.join(visit, visit.c.id == visit_finding.c.visit_id)
    stands = (visit_finding.c.child_id == child.c.id, visit.c.corrected_by.is_(None))
    seen_on = cast(func.timezone(bindparam("zone", type_=Text), visit.c.occurred_at), Date)
    capacity = (
        select(visit_finding.c.carer_capacity.in_(WEAK) & func.coalesce(seen_on > SETTLED_ON, true()))
        .select_from(found)
        .where(*stands, visit_finding.c.carer_capacity.is_not(None))
        .order_by(visit.c.occurred_at.desc(), visit.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    signed = visit_finding.c.agreement_signed == YesNoUnknown.YES.value
    return func.json_build_array(
        TROUBLED | func.coalesce(capacity, false()),
        select(func.max(seen_on)).select_from(found).where(*stands, signed).scalar_subquery(),
        _several(
            agreement,
            agreement.c.id,
            agreement.c.concluded_on,
            agreement.c.starts_on,
            agreement.c.ends_on,
            agreement.c.replaced_on,
            order=[agreement.c.concluded_on, agreement.c.id],
        )
        .where(agreement.c.concluded_on.is_not(None))
        .scalar_subquery(),
    )


_COLUMNS = (
    "id", "division", "birth_date", "birth_date_precision", "registered_on", "file_status", "hukou_division",
    "hukou_type", "lives_at", "resident_id_missing", "single_parent", "boarding", "school_status",
    "guardianship_condition", "risk_level", "guardianship_rating", "mind_and_behaviour",
)  # fmt: skip
_PARTS = (
    _parents(),
    _HEALTH,
    _codes(child_class, "class"),
    _codes(child_category, "category"),
    _LEVELS,
    _JUDGED,
    _several(standing, *(standing.c[name] for name in COLUMNS["standings"]), order=[standing.c["class"]]),
    _several(difficulty, *(difficulty.c[name] for name in COLUMNS["difficulties"]), order=[difficulty.c.category]),
    _several(key_reason, *(key_reason.c[name] for name in COLUMNS["reasons"]), order=[key_reason.c.reason]),
    _EVENTS,
    _AGREED,
    _NODES,
)
_BASES_FROM = cast(func.timezone(bindparam("zone", type_=Text), _BEGINNING.c.at), Date)
_ENTITLED = select(
    func.json_agg(func.json_build_array(*(entitlement.c[name] for name in COLUMNS["entitlements"])))
).where(entitlement.c.child_id == child.c.id)
# What may be cancelled, and what the derived ones can be the same as or void: none of these has a base before that day.
_OWED = select(func.json_agg(func.json_build_array(*(duty.c[name] for name in COLUMNS["duties"])))).where(
    duty.c.child_id == child.c.id,
    duty.c.kind == any_(bindparam("kinds", type_=ARRAY(Text))),
    func.starts_with(duty.c.natural_key, duty.c.kind + ":" + cast(duty.c.child_id, Text)),
    (duty.c.done_at.is_(None) & duty.c.cancelled_at.is_(None))
    | _BASES_FROM.is_(None)
    | (duty.c.base_on >= _BASES_FROM),
)


def _facts(*others: ColumnElement[Any]) -> Fixed:
    return Fixed(
        select(
            *(child.c[name] for name in _COLUMNS),
            child.c.rule_version.is_not(None).label("derived"),
            child.c.category_detail.is_not(None).label("described"),
            select(carer.c.relation).where(carer.c.child_id == child.c.id).scalar_subquery().label("carer"),
            _FILED_CHANGES.correlate(child).scalar_subquery().label("filed"),
            _HELPED_ON.label("helped_on"),
            _entrusting().label("entrusting"),
            func.json_build_array(*(part.correlate(child, _BEGINNING).scalar_subquery() for part in _PARTS)).label(
                "parts"
            ),
            *others,
        )
        .select_from(child.join(_BEGINNING, true()))
        .where(child.c.id == any_(bindparam("keys", type_=ARRAY(Uuid))))
    )


FACTS = _facts()
_ON_FILE = func.json_build_array(
    func.json_build_array(*(child.c[name] for name in COLUMNS["children"])),
    *(part.correlate(child, _BEGINNING).scalar_subquery() for part in (_ENTITLED, _OWED)),
).label("on_file")


def filed_and(*others: ColumnElement[Any]) -> Fixed:
    """Write the statement that gathers facts, what stands on file, and other columns of each `child`."""
    return _facts(_ON_FILE, *others)


FILED = filed_and()
