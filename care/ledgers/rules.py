"""What the cells of one row must agree on (rules/ledger_form, the validation columns)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from care.ledgers.columns import BY_KEY
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.identity import birth_of, sex_of
from care.ledgers.kind import Setting
from care.ledgers.kinds.dates import Known
from care.ledgers.kinds.options import Pick
from records.codes import (
    CarerRelation,
    ChildClass,
    EntrustReason,
    GuardianshipCondition,
    HukouType,
    ParentSpecialStatus,
    RiskLevel,
    Sex,
)

Values = Mapping[str, Any]
_ADULT = 18
_COUNTY = 1_000_000
_LEFT_BEHIND = frozenset({ChildClass.RURAL_LEFT_BEHIND, ChildClass.LEFT_BEHIND})
_GONE = frozenset({ParentSpecialStatus.DEAD, ParentSpecialStatus.MISSING, ParentSpecialStatus.LOST_CONTACT})


def check_row(values: Values, setting: Setting) -> Iterator[Fault]:
    """Find what the row's cells contradict; `values` holds the cells that could be read."""
    for rule in _RULES:
        yield from rule(values, setting)


def _at(key: str, code: FaultCode, **parts: Any) -> Fault:
    return fault(code, BY_KEY[key].heading, **parts)


def _code(values: Values, key: str) -> Any:
    pick: Pick | None = values.get(key)
    return pick.code if pick else None


def _classes(values: Values) -> frozenset[Any]:
    return frozenset([pick.code for pick in values.get("child.classes", ())])


def _birthday(birth: date, years: int) -> date:
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:  # born on 29 February
        return date(birth.year + years, 3, 1)


def _identity(values: Values, setting: Setting) -> Iterator[Fault]:
    number, reason = values.get("child.residentId"), values.get("child.residentIdMissing")
    birth: Known | None = values.get("child.birth")
    if number and reason:
        yield _at("child.residentIdMissing", FaultCode.RESIDENT_ID_AND_REASON)
    if number is None and reason is None and not values.get("child.residentId!"):
        yield _at("child.residentIdMissing", FaultCode.RESIDENT_ID_OR_REASON)
    if number:
        sex = _code(values, "child.sex")
        if sex and sex is not sex_of(number):
            yield _at("child.residentId", FaultCode.RESIDENT_ID_SEX)
        born = birth_of(number)
        if birth and not birth.first <= born <= birth.last:
            yield _at("child.birth", FaultCode.RESIDENT_ID_BIRTH)
        birth = Known(born.year, born.month, born.day)
    if birth:
        if birth.first > setting.today:
            yield _at("child.birth", FaultCode.DATE_IN_FUTURE)
        # The day one turns 18 still belongs to childhood, and of a month the last day protects longest.
        elif _birthday(birth.last, _ADULT) < setting.today:
            yield _at("child.birth", FaultCode.NOT_UNDER_18)


def _classification(values: Values, _: Setting) -> Iterator[Fault]:
    classes = _classes(values)
    if ChildClass.RURAL_LEFT_BEHIND in classes and _code(values, "child.hukouType") is HukouType.URBAN:
        yield _at("child.classes", FaultCode.URBAN_LEFT_BEHIND)
    if classes & _LEFT_BEHIND and _code(values, "carer.reason") is EntrustReason.BOTH_INCAPABLE:
        yield _at("carer.reason", FaultCode.NO_PARENT_AWAY)
    inadequate = _code(values, "child.guardianship") is GuardianshipCondition.INADEQUATE
    if inadequate and _code(values, "household.risk") is RiskLevel.LOW:
        yield _at("household.risk", FaultCode.RISK_CONTRADICTS)


_PARENTS = [
    (
        sex,
        f"{parent}.residentId",
        f"{parent}.division",
        f"{parent}.special",
        f"{parent}.name",
        [f"{parent}.{key}" for key in ("residentId", "phone", "address", "division", "health")],
    )
    for parent, sex in (("father", Sex.MALE), ("mother", Sex.FEMALE))
]


def _parents(values: Values, _: Setting) -> Iterator[Fault]:
    village = values.get("child.division")
    left_behind = bool(_classes(values) & _LEFT_BEHIND)
    for sex, number_key, place_key, special_key, name_key, facts in _PARENTS:
        number, place = values.get(number_key), values.get(place_key)
        if number and sex_of(number) is not sex:
            yield _at(number_key, FaultCode.PARENT_SEX)
        status: Sequence[Pick] = values.get(special_key) or ()
        if status and any(pick.code in _GONE for pick in status):
            continue
        if left_behind and place and village and place // _COUNTY == village // _COUNTY:
            yield _at(place_key, FaultCode.PARENT_NOT_AWAY)
        if not values.get(name_key) and not values.get(f"{name_key}!") and any(map(values.get, facts)):
            yield _at(name_key, FaultCode.PARENT_UNNAMED)


def _carer(values: Values, _: Setting) -> Iterator[Fault]:
    relation = _code(values, "carer.relation")
    given = [key for key in ("carer.name", "carer.phone", "carer.reason") if values.get(key) is not None]
    if relation is CarerRelation.NONE:
        for key in given:
            yield _at(key, FaultCode.CARER_NOT_ALLOWED)
    elif relation is not None:
        for key in ("carer.name", "carer.phone"):
            if key not in given and not values.get(f"{key}!"):
                yield _at(key, FaultCode.REQUIRED)
    elif given and not values.get("carer.relation!"):
        yield _at("carer.relation", FaultCode.CARER_RELATION_REQUIRED)


def _pairing(values: Values, _: Setting) -> Iterator[Fault]:
    pair = ("pairing.name", "pairing.phone")
    given = [key for key in (*pair, "pairing.unit") if values.get(key) is not None or values.get(f"{key}!")]
    if given:
        for key in pair:
            if key not in given:
                yield _at(key, FaultCode.PAIR_INCOMPLETE)


_MONTHS = {quarter: range(quarter * 3 - 2, quarter * 3 + 1) for quarter in range(1, 5)}
_QUARTERS = [(quarter, f"q{quarter}.time", f"q{quarter}.problems", f"q{quarter}.solutions") for quarter in range(1, 5)]


def _visits(values: Values, setting: Setting) -> Iterator[Fault]:
    birth: Known | None = values.get("child.birth")
    for quarter, time_key, problems_key, solutions_key in _QUARTERS:
        times: Sequence[Known] = values.get(time_key) or ()
        problems, solutions = values.get(problems_key), values.get(solutions_key)
        if times:
            yield from _times(times, time_key, quarter, birth, setting)
        elif (problems or solutions) and not values.get(f"{time_key}!"):
            yield _at(time_key, FaultCode.VISIT_TIME_REQUIRED)
        if problems and not solutions and not values.get(f"{solutions_key}!"):
            yield _at(solutions_key, FaultCode.SOLUTIONS_REQUIRED)


def _times(times: Sequence[Known], key: str, quarter: int, birth: Known | None, setting: Setting) -> Iterator[Fault]:
    year, months = setting.year, _MONTHS[quarter]
    if any(on.year != year or on.month not in months for on in times):
        yield _at(key, FaultCode.VISIT_OUTSIDE_QUARTER, year=year, quarter=quarter)
    elif times[-1].first > setting.today:
        yield _at(key, FaultCode.DATE_IN_FUTURE)
    elif birth and times[0].year <= birth.year and times[0].last < birth.first:
        yield _at(key, FaultCode.VISIT_BEFORE_BIRTH)


def _filing(values: Values, setting: Setting) -> Iterator[Fault]:
    filed = values.get("filedOn")
    if filed and filed > setting.today:
        yield _at("filedOn", FaultCode.DATE_IN_FUTURE)


_RULES: tuple[Callable[[Values, Setting], Iterator[Fault]], ...] = (
    _identity,
    _classification,
    _parents,
    _carer,
    _pairing,
    _visits,
    _filing,
)
