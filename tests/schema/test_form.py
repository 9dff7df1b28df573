"""Forms and inputs cannot drift apart: a form is the input's own declaration with what the place's rules say of it."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type, is_list_type, is_required_input_field
from graphql.type import get_nullable_type

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.rulebooks.library import packaged
from records.codes import FormKind, Role
from schema.execute import execute
from schema.forms.declared import input_of, members
from schema.forms.said import MUTATIONS, SAID
from tenants.house import House
from tenants.registry import Tenant
from tests.architecture.test_every_mutation_asks import MUTATIONS as THERE
from tests.architecture.test_every_mutation_asks import SCHEMA
from tests.care.rulebooks.texts import layer, rule
from tests.schema.conftest import Ask, caller_of
from tests.support.desks import ADMIN, GULOU, JIANHAI
from tests.support.scenes import VILLAGES

FORM = """query($kind: FormKind!, $division: DivisionCode!, $on: Date) {
  form(kind: $kind, division: $division, on: $on) {
    kind division on version mutation
    fields { name zh en type many required requiredOf options { value zh en citation } citation basis hint } } }"""
BEIJING = 110101001001
FILLED = [kind for kind in FormKind if MUTATIONS[kind] in THERE]


async def form(ask: Ask, kind: str, division: int, on: str = "2026-06-01") -> dict[str, Any]:
    answer = await ask(Role.CHILD_DIRECTOR, FORM, kind=kind, division=str(division), on=on)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["form"]
    return found


def named(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in found["fields"]}


def member(kind: GraphQLInputObjectType, path: str) -> Any:
    """Walk into an input type by a form's dotted name."""
    name, _, rest = path.partition(".")
    field = kind.fields[name]
    inner = get_named_type(field.type)
    if not rest:
        return field
    assert isinstance(inner, GraphQLInputObjectType)
    return member(inner, rest)


@pytest.mark.parametrize("jurisdiction", VILLAGES)
@pytest.mark.parametrize("kind", FILLED, ids=str)
async def test_every_field_is_a_member_of_the_input_as_it_is_declared(
    ask: Ask, kind: FormKind, jurisdiction: str
) -> None:
    found = await form(ask, kind, VILLAGES[jurisdiction])
    assert found["mutation"] == MUTATIONS[kind]
    given = input_of(SCHEMA, MUTATIONS[kind])
    assert given is not None
    for one in found["fields"]:
        declared = member(given, one["name"])
        named_type = get_named_type(declared.type)
        assert one["type"] == named_type.name
        assert one["many"] is is_list_type(get_nullable_type(declared.type))
        assert one["required"] or not is_required_input_field(declared), one["name"]
        if one["required"] and not is_required_input_field(declared):
            assert one["citation"], one["name"]
            assert one["basis"], one["name"]
        assert one["zh"] == declared.description
        assert one["en"]
        assert bool(one["options"]) <= isinstance(named_type, GraphQLEnumType)
        if isinstance(named_type, GraphQLEnumType):
            assert {option["value"] for option in one["options"]} <= set(named_type.values)
            assert one["options"], one["name"]
    # And no member of the input is kept from the form but those that the client's program fills in.
    assert {one["name"].partition(".")[0] for one in found["fields"]} == set(given.fields) - {
        "clientId",
        "idempotencyKey",
    }


@pytest.mark.parametrize("kind", FILLED, ids=str)
def test_what_rules_speak_of_is_there(kind: FormKind) -> None:
    given = input_of(SCHEMA, MUTATIONS[kind])
    assert given is not None
    paths = {one.path for one in members(given)}
    assert {said.path for said in SAID[kind]} <= paths


@pytest.mark.parametrize("kind", FormKind, ids=str)
def test_every_rule_that_a_form_shows_is_one_that_rulebooks_may_have(kind: FormKind) -> None:
    known = {rule.key for layer in packaged().layers for rule in layer.rules} | {"class.byHand"}
    for said in SAID[kind]:
        assert {*said.asked_by, *said.hints, *([said.options] if said.options else [])} <= known


def test_every_form_fills_a_mutation_that_is_there() -> None:
    assert set(FormKind) == set(FILLED)


async def test_a_field_has_its_labels_options_source_and_what_stands_beside_it(ask: Ask) -> None:
    found = await form(ask, "VISIT", VILLAGES["shanxi"])
    assert (found["kind"], found["division"], found["on"]) == ("VISIT", "140105001001", "2026-06-01")
    fields = named(found)
    custody = fields["findings.parentInCustody"]
    assert {name: custody[name] for name in ("zh", "en", "type", "many", "required", "requiredOf")} == {
        "zh": "父母服刑情况",
        "en": "Parent in custody",
        "type": "YesNoUnknown",
        "many": False,
        "required": True,
        "requiredOf": [],
    }
    assert [one["value"] for one in custody["options"]] == ["YES", "NO", "UNKNOWN"]
    assert (custody["citation"], custody["basis"]) == ("晋民函〔2025〕80号第九条（一）至（四）", "GUIDANCE")
    assert custody["hint"] == "入户走访并见到人时填写"
    assert [one["value"] for one in fields["findings.talkedWithGuardian"]["options"]] == ["LAW"]
    benefits = fields["findings.benefitsReceived"]
    assert (benefits["required"], benefits["requiredOf"]) == (False, ["IN_DIFFICULTY"])
    assert [one["value"] for one in benefits["options"]][-2:] == ["OTHER", "NONE"]


async def test_hints_are_told_in_the_callers_language(house: House, fujian: Tenant) -> None:
    answers = {}
    for language in ("zh", "en"):
        caller = caller_of(house, Role.CHILD_DIRECTOR, language=language)
        variables = {"kind": "CHILD", "division": "350102001001", "on": "2026-06-01"}
        found = (await execute(house, fujian, caller, FORM, variables=variables))["data"]["form"]
        answers[language] = named(found)["hukouType"]["hint"]
    assert answers == {"zh": "户籍须在农村", "en": "Rural hukou is a condition: yes"}


async def test_where_no_document_speaks_only_the_input_itself_asks(ask: Ask) -> None:
    found = await form(ask, "VISIT", BEIJING)
    asked = {one["name"] for one in found["fields"] if one["required"] and "." not in one["name"]}
    assert asked == {"childIds", "mode", "occurredAt"}
    assert {one["basis"] for one in found["fields"]} == {None}


async def test_the_day_decides_what_is_asked(ask: Ask) -> None:
    for on, required in (("2025-09-03", False), ("2025-09-04", True)):
        fields = named(await form(ask, "VISIT", VILLAGES["shanxi"], on))
        assert fields["findings.parentViolent"]["required"] is required


async def test_an_instrument_asks_for_what_the_place_has_it_hold(ask: Ask) -> None:
    fujian = named(await form(ask, "AGREEMENT", VILLAGES["fujian"]))
    assert fujian["entrusterWorkplace"]["required"]
    assert [one["value"] for one in fujian["instrument"]["options"]] == ["GUARDIANSHIP_CONFIRMATION"]
    jilin = named(await form(ask, "AGREEMENT", VILLAGES["jilin"]))
    assert {name for name, one in jilin.items() if one["required"]} == {
        *("childId", "instrument", "relation", "justification", "criteria")
    }
    # The child is heard, or a reason is given: neither alone is required.
    assert "听取" in jilin["childHeardOn"]["hint"]
    assert "听取" in jilin["childNotHeardReason"]["hint"]
    assert len(jilin["criteria"]["options"]) == 7


async def test_the_tenants_applied_law_makes_its_forms_and_codes(ask: Ask, house: House, fujian: Tenant) -> None:
    rules = (rule("visit.fields", '["LIVING_SECURITY"]'), rule("services", '["LEGAL_ADVICE"]'))
    text = layer(*rules, place="gulou", division=GULOU)
    async with house.work(fujian, scope=ADMIN.scope) as work:
        await apply_rulebook(work, ADMIN, ApplyRulebook(("gulou.toml", text)))
    for village, more in ((VILLAGES["fujian"], True), (JIANHAI, False)):
        living = named(await form(ask, "VISIT", village, on="2026-11-20"))["findings.livingSecurity"]
        assert (living["required"], living["citation"]) == (more, "gulou〔2026〕1号第一条" if more else None)
        query = 'query($at: DivisionCode) { codes(kind: "Service", division: $at) { value } }'
        answer = await ask(Role.CHILD_DIRECTOR, query, at=str(village))
        assert ({"value": "LEGAL_ADVICE"} in answer["data"]["codes"]) is more
