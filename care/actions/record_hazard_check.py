"""Record a hazard check: what was looked at in a school, an institution or at a water, and what was found wanting."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.offices import load_office, open_own
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_HAZARD_CHECK
from care.actions.common.places import check_place, places
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.unset import spoken
from care.divisions.tree import prefecture_of
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.codes import Code, HazardItem, WaterItem
from records.hazard_check import hazard_check
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RecordHazardCheck:
    """What was checked: an organisation by `items`, or a water of a place by its four things; what was wanting."""

    checked_on: date
    organisation_id: UUID | None = None
    division: int | None = None
    water: str | None = None
    items: tuple[HazardItem, ...] = ()
    wanting: tuple[HazardItem, ...] = ()
    water_items: tuple[WaterItem, ...] = ()
    water_wanting: tuple[WaterItem, ...] = ()
    findings: str | None = None
    mended_on: date | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_hazard_check(work: Work, caller: Caller, command: RecordHazardCheck) -> Done:
    """Record a check of an organisation or of a water; no rule gives a number of checks, so none is owed.

    Warns of what the rules of the day name and the check left out. Raises `Refused`: NOT_FOUND for an organisation out
    of sight, OUT_OF_JURISDICTION, REQUIRED and BAD_USER_INPUT for what does not go together.
    """
    require(caller, "hazardCheck:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    await open_own(work, caller, "hazardCheck")
    findings = Findings(OF_HAZARD_CHECK)
    place = await _place(findings, work, caller, command)
    check_past_day(findings, ("checkedOn",), command.checked_on, work)
    _check_items(findings, command)
    if command.mended_on is not None:
        check_past_day(findings, ("mendedOn",), command.mended_on, work)
        if command.mended_on < command.checked_on:
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("mendedOn",), "早于检查日期", "lies before the check")
    water = read_short_text(findings, ("water",), command.water, today(work))
    found = read_text(findings, ("findings",), command.findings, today(work))
    book = None if place is None else (await law_of(work)).at(place, command.checked_on)
    if book is not None:
        _warn_of_gaps(findings, command, book)
    if place is None or book is None:
        raise Refused(*findings.refusals)
    warnings = findings.settle()

    key = uuid7()
    await work.run(
        insert(hazard_check).values(
            id=key,
            division=place,
            prefecture=prefecture_of(place) or place,
            organisation_id=command.organisation_id,
            water=water,
            checked_on=command.checked_on,
            items=_ordered(command.items, HazardItem),
            wanting=_ordered(command.wanting, HazardItem),
            water_items=_ordered(command.water_items, WaterItem),
            water_wanting=_ordered(command.water_wanting, WaterItem),
            findings=found,
            mended_on=command.mended_on,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    fields = map(camel, spoken(command))
    version = book.version
    await audit(work, caller, "hazardCheck:record", object=key, kind="hazardCheck", fields=fields, rule_version=version)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    return done


async def _place(findings: Findings, work: Work, caller: Caller, command: RecordHazardCheck) -> int | None:
    """Give where the checked thing is: with its organisation, or for a water where the check says."""
    if (command.organisation_id is None) == (command.water is None or not command.water.strip()):
        zh, en = "单位和水域须填一项且只填一项", "is given for an organisation, else a water is named"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("organisationId",), zh, en)
        return None
    if command.organisation_id is not None:
        office = await load_office(work, caller, command.organisation_id, "hazardCheck")
        place: int = office["division"]
        return place
    if command.division is None:
        findings.require(("division",))
        return None
    known = await places(work, [command.division])
    check_place(findings, ("division",), command.division, known, province=work.tenant.division, scope=work.scope)
    return command.division if not findings.spoiled("division") else None


def _check_items(findings: Findings, command: RecordHazardCheck) -> None:
    if not command.items and not command.water_items:
        findings.require(("waterItems",) if command.water else ("items",))
    pairs = (
        ("wanting", command.wanting, command.items),
        ("waterWanting", command.water_wanting, command.water_items),
    )
    for name, wanting, checked in pairs:
        if not set(wanting) <= set(checked):
            findings.refuse(ErrorCode.BAD_USER_INPUT, (name,), "包含未检查的内容", "names what was not checked")


def _warn_of_gaps(findings: Findings, command: RecordHazardCheck, book: Rulebook) -> None:
    of_water = command.water is not None
    key, name = ("hazard.water", "waterItems") if of_water else ("hazard.items", "items")
    rule, checked = book.rule(key), set(command.water_items) if of_water else set(command.items)
    listed: type[Code] = WaterItem if of_water else HazardItem
    for item in listed:
        if rule is not None and item in book.codes(key) and item not in checked:
            zh, en = f"未检查“{item.zh}”", f"leaves out {item.value}"
            findings.warn(ErrorCode.RULE_VIOLATION, (name,), zh, en, rule.citation)


def _ordered(given: tuple[Code, ...], listed: type[Code]) -> list[Code]:
    return sorted(set(given), key=list(listed).index)
