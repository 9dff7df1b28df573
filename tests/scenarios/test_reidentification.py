"""No resident ID and no phone is completed: over all that each role may see, no value holds more than the mask leaves.

Whole numbers leave by `revealIdentity` alone, and by the export of a ledger at the command line.
"""

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLNonNull

from policies.caller import Caller
from policies.classes import FieldClass, RowKind
from records.codes import Role
from schema.build import core
from schema.execute import built, execute
from tests.scenarios.conftest import Stage
from tests.support.glass import NUMBER, PHONE, REVEAL
from tests.support.population import Population, nearest, populate
from tests.support.scenes import Scene
from tests.support.selections import document

SCHEMA, REGISTRY = core(built()[0]), built()[1]
QUERIES = SCHEMA.query_type.fields if SCHEMA.query_type else {}
Met = set[tuple[str, str]]
# What a mask leaves: of a resident ID six characters, of a phone four.
MORE_OF_ID, MORE_OF_PHONE = 7, 5
# Made by machines, and no digits of anybody: keys, hashes, fractions of seconds.
_MADE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[0-9]*[a-f])[0-9a-f]{12,}\b|(?<=:[0-9]{2})\.[0-9]+"
)


def strings(value: Any) -> Iterator[str]:
    """Give every text and number of an answer, and what stands in its cursors."""
    match value:
        case dict():
            for one in value.values():
                yield from strings(one)
        case list():
            for one in value:
                yield from strings(one)
        case bool() | None:
            return
        case _:
            yield str(value)
            try:
                yield base64.b64decode(str(value), validate=True).decode()
            except ValueError:  # no cursor
                return


def numbers() -> Met:
    """Give every type and field that is declared to hold a number of somebody."""
    entities = REGISTRY.entities.items()
    classes = (FieldClass.IDENTITY, FieldClass.CONTACT)
    return {(kind, name) for kind, one in entities for name, its in one.fields.items() if its.field_class in classes}


def windows(whole: tuple[str, ...], size: int) -> set[str]:
    """Give every run of so many characters in the numbers."""
    return {one[at : at + size] for one in whole for at in range(len(one) - size + 1)}


def completed(answer: Any, people: Population) -> list[str]:
    """Give the values that hold more of a number than its mask does, written with blanks and asterisks or without."""
    # Rows of zeros stand in every code of a place as well.
    of_phones = {one for one in windows(people.phones, MORE_OF_PHONE) if one.count("0") < 3}
    runs = windows(people.resident_ids, MORE_OF_ID) | of_phones
    tails = re.compile("|".join(rf"(?<![0-9]){one[-4:]}(?![0-9])" for one in people.resident_ids))
    found = []
    for text in strings(answer):
        left = re.sub(r"[\s*]", "", _MADE.sub(" ", text))
        if any(run in left for run in runs) or tails.search(left):
            found.append(text)
    return found


def asked(people: Population, here: Scene, who: Caller, met: Met) -> Iterator[tuple[str, str]]:
    """Give every root field of the schema with its document, opened where the caller may see rows of a type."""

    def opens(kind: str) -> bool:
        entity = REGISTRY.entities.get(kind)
        return entity is None or who.permit.row(entity.rows.kind) is not RowKind.NONE

    for name in sorted(QUERIES.keys() - {"node", "nodes"}, key=lambda one: (one != "child", one)):
        needed = [key for key, one in QUERIES[name].args.items() if isinstance(one.type, GraphQLNonNull)]
        given = [f"{key}: {_given(name, key, people, here)}" for key in needed]
        yield name, document(SCHEMA, name, f"({', '.join(given)})" if given else "", opens, met)
    for kind, key in people.ids.items():
        yield f"node {kind}", document(SCHEMA, "node", f'(id: "{key}")', opens, met, REGISTRY.nodes[kind].name)
    every = ", ".join(f'"{one}"' for one in people.ids.values())
    yield "nodes", f"{{ nodes(ids: [{every}]) {{ __typename id }} }}"


def _given(name: str, key: str, people: Population, here: Scene) -> str:
    ids = {"caseBroughtUp": people.ids["case"], "explainDuty": people.ids["duty"]}
    match key:
        case "id" | "object":
            return f'"{ids.get(name, people.ids["child"])}"'
        case "division" | "code":
            return f'"{here.county}"'
        case "kind":
            return '"Sex"' if name == "codes" else "CHILD"
        case "input":
            return "{measures: [CHILDREN], by: [SEX]}"
    values = {"subject": '"child_director@fujian"', "action": '"read:identity"', "seed": '"a"'}
    return values.get(key) or {"from": '"2026-03-01"', "until": '"2026-03-31"', "size": "5", "year": "2026"}[key]


@pytest.fixture
async def populated(scene: Stage) -> tuple[Scene, Population]:
    """A scene with one child and everybody round it."""
    here = scene("fujian")
    return here, await populate(here)


async def test_no_role_can_complete_a_number_from_all_that_it_may_see(populated: tuple[Scene, Population]) -> None:
    here, people = populated
    tenant = await here.house.tenant("fujian")
    masks: set[str] = set()
    every: Met = set()
    for role in Role:
        if role is Role.PLATFORM_OPERATOR:
            continue
        who, met = await nearest(here, role, people.ids), set[tuple[str, str]]()
        for name, query in asked(people, here, who, met):
            answer = await execute(here.house, tenant, who, query)
            told = [one["extensions"]["code"] for one in answer.get("errors", ())]
            assert set(told) <= {"FORBIDDEN"}, (role, name, answer["errors"])
            assert completed(answer, people) == [], (role, name)
            masks |= {text for text in strings(answer) if "***" in text}
        every |= met
    assert {NUMBER[:6] + "*" * 12, "*" * 7 + PHONE[-4:]} <= masks  # it was looked where numbers are
    assert numbers() <= every


REFUSED: dict[str, dict[str, Any]] = {
    "registerChild": {
        "name": "单小红", "sex": "FEMALE", "birthDate": "2016-05-01", "residentId": NUMBER, "hukouType": "RURAL",
        "division": "350102001001",
    },
    "updateGuardian": {"phone": "*" * 7 + PHONE[-4:], "version": 1},
    "setPairing": {"name": "王芳", "phone": "1380013864"},
    "breakGlass": {"fieldClasses": ["identity"], "reason": f"号码{NUMBER}"},
}  # fmt: skip


async def test_refusals_repeat_no_number_and_the_one_door_is_found_by_this_very_search(
    populated: tuple[Scene, Population],
) -> None:
    here, people = populated
    tenant = await here.house.tenant("fujian")
    ids = {"updateGuardian": {"id": people.ids["guardian"]}, "setPairing": {"childId": people.ids["child"]}}
    ids["breakGlass"] = ids["setPairing"]
    for name, form in REFUSED.items():
        kind = name[0].upper() + name[1:]
        query = f"mutation($i: {kind}Input!) {{ {name}(input: $i) {{ userErrors {{ code message path citation }} }} }}"
        who = here.caller(Role.COUNTY_OFFICER)
        answer = await execute(here.house, tenant, who, query, variables={"i": {**ids.get(name, {}), **form}})
        assert answer["data"][name]["userErrors"], answer
        assert completed(answer, people) == [], name
    form = {"id": people.ids["child"], "purpose": "CASE_HANDLING", "reason": "核对身份"}
    revealed = await here.ask(REVEAL, input=form)
    assert completed(revealed, people) == [NUMBER]
    some = (f"号{NUMBER[:7]}", f"{NUMBER[:6]} {NUMBER[6:9]}", NUMBER[-4:], f"电话{PHONE[:5]}", f"尾号{PHONE[-5:]}")
    for leak in some:
        assert completed({"x": [leak]}, people) == [leak]
    assert completed({"x": [NUMBER[:6] + "*" * 12, "*******" + PHONE[-4:], "2016-05-01", 350102001001]}, people) == []
