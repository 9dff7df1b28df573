"""Register a child: the file of one child is opened, with its guardians and its household."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.common.advice import advise_declaration
from care.actions.common.categories import CategoryFact, category_rows, check_categories, class_rows
from care.actions.common.cells import resident_id_cells
from care.actions.common.child_facts import CODES, TEXTS, guardianship_columns, missing_reason, text_columns
from care.actions.common.child_identity import check_agreement, check_unique, warn_of_namesakes
from care.actions.common.child_rows import search_rows
from care.actions.common.days import as_known, check_past_day, grown_up, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.guardian_facts import (
    ONLY_ONE,
    GuardianFacts,
    check_disabilities,
    disability_rows,
    guardian_columns,
    number_columns,
)
from care.actions.common.health import HealthFact, check_health, health_rows
from care.actions.common.once import remember, replayed
from care.actions.common.places import Places, check_elsewhere, check_lives_at, check_village, places, prefecture
from care.actions.common.reading import read_resident_id, tell
from care.actions.common.rederive import rederive
from care.actions.common.schools import check_school
from care.actions.common.sight import not_found
from care.actions.common.told import sees_rows, shown
from care.actions.common.townships import begin_township
from care.actions.common.unset import spoken
from care.duties.priority import priority
from care.ledgers.faults import FaultCode
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import within
from records.child import child, child_category, child_class, child_health, child_search
from records.codes import (
    Boarding,
    DatePrecision,
    GuardianshipCondition,
    HukouType,
    RiskLevel,
    SchoolStatus,
    Sex,
    SingleParent,
)
from records.guardian import guardian, guardian_disability
from records.household import household
from records.ids import uuid7
from tenants.work import Work

MOST_GUARDIANS = 10


@dataclass(frozen=True)
class RegisterChild:
    """What the form asks of a child when its file is opened; `division` is the village of habitual residence."""

    name: str
    sex: Sex
    birth_date: date
    division: int
    hukou_type: HukouType
    client_id: str | None = None
    ethnicity: str | None = None
    birth_date_precision: DatePrecision = DatePrecision.DAY
    resident_id: str | None = None
    resident_id_missing: str | None = None
    hukou_division: int | None = None
    address: str | None = None
    lives_at: int | None = None
    single_parent: SingleParent | None = None
    boarding: Boarding | None = None
    school_id: UUID | None = None
    schooling: str | None = None
    school_status: SchoolStatus | None = None
    health: tuple[HealthFact, ...] = ()
    guardianship_condition: GuardianshipCondition | None = None
    guardianship_detail: str | None = None
    mind_and_behaviour: str | None = None
    education_aid: str | None = None
    medical_aid: str | None = None
    other_aid: str | None = None
    care_needs: str | None = None
    notes: str | None = None
    categories: tuple[CategoryFact, ...] = ()
    household_id: UUID | None = None
    guardians: tuple[GuardianFacts, ...] = ()
    registered_on: date | None = None
    idempotency_key: str | None = None


async def register_child(work: Work, caller: Caller, command: RegisterChild) -> Done:
    """Open the file of a child in the caller's area.

    Raises `Refused` with everything that is wrong with the input; CONFLICT names a child in sight that has the same
    resident ID number.
    """
    require(caller, "child:register")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings = Findings()
    known = await places(work, [command.division, command.hukou_division, command.lives_at, *_addresses(command)])
    kin = await _household(findings, work, caller, command)
    await check_school(findings, work, command.school_id)

    key = uuid7()
    columns = _columns(findings, work, caller, command, known, kin)
    number = await _number(findings, work, caller, command, columns)
    if len(command.guardians) > MOST_GUARDIANS:
        zh, en = f"最多登记{MOST_GUARDIANS}人", f"takes no more than {MOST_GUARDIANS}"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("guardians",), zh, en)
    people = [_guardian(findings, work, command, place, known) for place in range(len(command.guardians))]
    for place, person in enumerate(command.guardians):
        where, declared = ("guardians", str(place)), person.declared_missing_on
        await advise_declaration(findings, where, work, command.division, person.special_status, declared)
    stated = check_categories(findings, command.categories, today(work))
    states = check_health(findings, command.health, today(work))
    if not findings.refusals:
        await warn_of_namesakes(findings, work, caller, columns, number=number)
    warnings = findings.settle()

    home = kin["id"] if kin else await _new_household(work, command.division)
    await work.run(
        insert(child).values(
            id=key,
            household_id=home,
            category_detail=stated,
            filed_by=caller.name,
            created_at=work.now,
            updated_at=work.now,
            **columns,
            **resident_id_cells(work, "child", key, number),
        )
    )
    await work.many(insert(child_health), health_rows(key, command.division, states))
    await work.many(insert(child_category), category_rows(key, command.division, command.categories))
    await work.many(insert(child_class), class_rows(key, command.division, command.categories))
    await work.many(insert(child_search), search_rows(key, command.division, columns["name"]))
    at = {"child_id": key, "division": command.division}
    await work.many(insert(guardian), [{**at, **person} for person in people])
    told = zip(people, command.guardians, strict=True)
    disabled = [disability_rows(one["id"], key, command.division, facts.disabilities) for one, facts in told]
    await work.many(insert(guardian_disability), [row for rows in disabled for row in rows])
    await audit(work, caller, "child:register", object=key, kind="child", fields=map(camel, spoken(command)))
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await rederive(work, key)
    await begin_township(work, command.division)
    await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=key, division=command.division)
    return done


def _addresses(command: RegisterChild) -> list[int | None]:
    return [person.address_division for person in command.guardians]


async def _household(findings: Findings, work: Work, caller: Caller, command: RegisterChild) -> Any:
    """Give the household that the child joins; it must be of the child's own village."""
    if command.household_id is None:
        return None
    found = await work.one(select(household).where(household.c.id == command.household_id).with_for_update())
    if found is None or not sees_rows(caller, "household") or not within(work.scope, found["division"]):
        findings.refusals.append(not_found(("householdId",)))
        return None
    if found["division"] != command.division:
        zh, en = "该家庭在另一个村（居）", "the household lives in another village"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("householdId",), zh, en)
    return found


def _columns(
    findings: Findings, work: Work, caller: Caller, command: RegisterChild, known: Places, kin: Any
) -> dict[str, Any]:
    day = today(work)
    check_village(findings, ("division",), command.division, known, province=work.tenant.division, scope=work.scope)
    if command.hukou_division is not None:
        check_elsewhere(findings, ("hukouDivision",), command.hukou_division, known)
    check_lives_at(findings, command.lives_at, command.division, known)
    facts = {name: getattr(command, name) for name in ("name", "ethnicity", "address", "hukou_type", *TEXTS, *CODES)}
    risk = RiskLevel[(kin and kin["guardianship_risk"]) or "UNRATED"]
    told = risk if shown(caller, "household", FieldClass.FAMILY) else RiskLevel.UNRATED
    registered = command.registered_on or day
    check_past_day(findings, ("registeredOn",), registered, work)
    birth = as_known(command.birth_date, command.birth_date_precision)
    check_past_day(findings, ("birthDate",), command.birth_date, work)
    if registered < command.birth_date <= day:
        zh, en = "早于出生日期", "lies before the birth"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("registeredOn",), zh, en)
    if birth <= day and grown_up(birth, registered):
        tell(findings, ("birthDate",), FaultCode.NOT_UNDER_18)
    return {
        **text_columns(findings, facts, day),
        **guardianship_columns(findings, command.guardianship_condition, command.guardianship_detail, told, day),
        "sex": command.sex,
        "birth_date": birth,
        "birth_date_precision": command.birth_date_precision,
        "resident_id_missing": missing_reason(findings, command.resident_id_missing),
        "division": command.division,
        "prefecture": prefecture(command.division),
        "hukou_division": command.hukou_division,
        "lives_at": command.lives_at,
        "school_id": command.school_id,
        "risk_level": risk,
        "priority": priority(risk, command.guardianship_condition),
        "registered_on": registered,
        "filed_on": registered,
    }


async def _number(
    findings: Findings, work: Work, caller: Caller, command: RegisterChild, columns: dict[str, Any]
) -> str | None:
    if command.resident_id is None and command.resident_id_missing is None:
        tell(findings, ("residentId",), FaultCode.RESIDENT_ID_OR_REASON)
    if command.resident_id is not None and command.resident_id_missing is not None:
        tell(findings, ("residentIdMissing",), FaultCode.RESIDENT_ID_AND_REASON)
    number = read_resident_id(findings, ("residentId",), command.resident_id, today(work))
    if number is not None and not findings.spoiled("birthDate"):
        precision = command.birth_date_precision
        check_agreement(findings, number, birth=columns["birth_date"], precision=precision, sex=command.sex)
    if number is not None:
        await check_unique(findings, work, caller, number)
    return number


def _guardian(findings: Findings, work: Work, command: RegisterChild, place: int, known: Places) -> dict[str, Any]:
    facts, at, key = command.guardians[place], ("guardians", str(place)), uuid7()
    values = vars(facts)
    if facts.address_division is not None:
        check_elsewhere(findings, (*at, "addressDivision"), facts.address_division, known)
    if facts.relation in ONLY_ONE and facts.relation in {other.relation for other in command.guardians[:place]}:
        zh, en = f"{facts.relation.zh}只能登记一人", "is given more than once"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (*at, "relation"), zh, en)
    check_disabilities(findings, at, facts.disabilities)
    return {
        "id": key,
        **guardian_columns(findings, at, work, values),
        **number_columns(findings, at, work, key, values, relation=facts.relation),
        "created_at": work.now,
        "updated_at": work.now,
    }


async def _new_household(work: Work, division: int) -> UUID:
    key = uuid7()
    await work.run(insert(household).values(id=key, division=division, created_at=work.now, updated_at=work.now))
    return key
