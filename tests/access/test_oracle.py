"""Whatever is asked by whomever: the API answers what the judge works out row by row, no more and no less."""

import ast
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from records.codes import Role
from tenants.house import House
from tests.access import oracle
from tests.access.asking import AREAS, CASES, SEED, Answers, askers, drawn
from tests.access.oracle import (
    CASE,
    CHILD,
    FIELDS,
    GUARDIAN,
    NEED,
    REFUSED,
    REPORT,
    TRAINEE,
    VISIT,
    Asker,
    World,
)

ORDERS = ["ID", "NAME", "NEXT_VISIT_DUE", "RISK_THEN_DUE"]
DOCUMENTED = (ast.Module, ast.FunctionDef, ast.ClassDef)


def told(kind: str) -> str:
    return " ".join(["id", *FIELDS[kind]])


NESTED = (
    f"guardians {{ {told(GUARDIAN)} masked }} "
    f"visits(first: 100) {{ totalCount nodes {{ {told(VISIT)} }} }} "
    f"needs(first: 100) {{ totalCount nodes {{ {told(NEED)} }} }}"
)
LIST = f"""query($where: ChildWhere, $order: ChildOrder, $first: Int, $after: String) {{
  children(where: $where, orderBy: $order, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {told(CHILD)} masked {NESTED} }} }} }}"""
NODE = f"query($id: ID!) {{ node(id: $id) {{ id ... on Child {{ {told(CHILD)} {NESTED} }} }} }}"
PAGES = {
    kind: f"{{ {kind}s(first: 100) {{ totalCount nodes {{ {told(kind)} }} }} }}"
    for kind in (GUARDIAN, VISIT, NEED, REPORT, CASE, TRAINEE)
}
REVIEWS = f"{{ duties(where: {{kinds: [CLASS_REVIEW]}}, first: 100) {{ totalCount nodes {{ {told('duty')} }} }} }}"
DUTY = "query($id: ID!) { node(id: $id) { id } }"


@dataclass(frozen=True)
class Case:
    """One question: who asks for which children, in which order, by pages of which size."""

    asker: Asker
    where: dict[str, Any]
    order: str
    size: int


def questions(world: World, number: int) -> list[Case]:
    """Draw questions; the seed tells them again (TONGHU_ORACLE_SEED)."""
    searched = sorted({key[:size] for found in world.keys.values() for key in found for size in (1, 2, 4)})
    leaves = st.one_of(
        st.fixed_dictionaries({"division": st.sampled_from(AREAS).map(str)}),
        st.fixed_dictionaries({"riskLevel": st.lists(st.sampled_from(["HIGH", "LOW", "UNRATED"]), max_size=2)}),
        st.fixed_dictionaries({"schoolStatus": st.lists(st.sampled_from(["IN_SCHOOL", "DROPPED_OUT"]), max_size=2)}),
        st.fixed_dictionaries({"fileStatus": st.lists(st.sampled_from(["OPEN", "CLOSED", "ARCHIVED"]), max_size=2)}),
        st.fixed_dictionaries({"overdue": st.booleans()}),
        st.fixed_dictionaries({"dueBefore": st.sampled_from(["2026-11-22", "2026-12-31", "2027-02-01"])}),
        st.fixed_dictionaries({"search": st.sampled_from(searched)}),
        st.just({}),
    )
    where = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"and": st.lists(inner, max_size=2)}),
            st.fixed_dictionaries({"or": st.lists(inner, max_size=2)}),
            st.fixed_dictionaries({"not": inner}),
        ),
        max_leaves=3,
    )
    tenants = st.sampled_from(["fujian", "fujian", "fujian", "jilin"])
    return drawn(
        st.builds(Case, askers(tenants), where, st.sampled_from(ORDERS), st.sampled_from([4, 15, 100])), number
    )


async def every_page(answers: Answers, case: Case) -> Any:
    """Walk through all pages of a list of children; gives the nodes and the counts that were told."""
    nodes, counts, after = [], set(), None
    while True:
        page = await answers.ask(LIST, where=case.where, order=case.order, first=case.size, after=after)
        if page == REFUSED:
            return REFUSED
        counts.add(page["totalCount"])
        nodes += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes, counts
        after = page["pageInfo"]["endCursor"]


def whole(world: World, asker: Asker, row: dict[str, Any]) -> dict[str, Any]:
    """Give all that the judge lets the caller read of a child and of what hangs on it."""
    parts = {
        kind: [
            one for one in world.rows[kind] if one["child_id"] == row["id"] and oracle.visible(world, asker, kind, one)
        ]
        for kind in (GUARDIAN, VISIT, NEED)
    }
    read = {kind: [oracle.shown(world, asker, kind, one) for one in found] for kind, found in parts.items()}
    hidden = oracle.masked(world, asker, GUARDIAN, {"id": None, "child_id": row["id"]})
    return {
        **oracle.shown(world, asker, CHILD, row),
        "guardians": by_id([{**one, "masked": hidden} for one in read[GUARDIAN]]),
        **{f"{kind}s": counted(asker, kind, read[kind]) for kind in (VISIT, NEED)},
    }


def counted(asker: Asker, kind: str, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"totalCount": len(nodes) if asker.decision(kind) else None, "nodes": by_id(nodes)}


def by_id(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(nodes, key=lambda one: str(one["id"]))


def read(node: dict[str, Any]) -> dict[str, Any]:
    """Bring an answered child into the judge's form: the order of parts is not what is judged here."""
    parts = {f"{kind}s": {**node[f"{kind}s"], "nodes": by_id(node[f"{kind}s"]["nodes"])} for kind in (VISIT, NEED)}
    guardians = [{**one, "masked": set(one["masked"]) & set(FIELDS[GUARDIAN])} for one in node["guardians"]]
    return {**node, **parts, "guardians": by_id(guardians)}


async def test_the_api_answers_what_the_judge_works_out(house: House, world: World) -> None:
    nowhere = World({kind: [] for kind in world.rows}, {}, set(), {})
    answered = opened = 0
    for number, case in enumerate(questions(world, CASES)):
        asker, answers = case.asker, Answers(house, case.asker)
        here = world if asker.tenant == "fujian" else nowhere
        expected = oracle.children(here, asker, case.where, case.order)
        found = await every_page(answers, case)
        if isinstance(expected, str) or found == REFUSED:
            assert found == expected, (SEED, case)
            continue
        nodes, counts = found
        total = len(expected) if asker.decision(CHILD) else None
        assert counts == {total}, (SEED, case)
        told_masked = [set(node.pop("masked")) & set(FIELDS[CHILD]) for node in nodes]
        assert told_masked == [oracle.masked(here, asker, CHILD, row) for row in expected], (SEED, case)
        assert [read(node) for node in nodes] == [whole(here, asker, row) for row in expected], (SEED, case)
        answered += len(nodes)
        opened += asker.role == Role.PARTNER_WORKER and any(
            world.grants.get((asker.subject, one["id"]), set()) & {"location", "family", "health"} for one in expected
        )
        row = world.rows[CHILD][number % len(world.rows[CHILD])]
        sees = here is world and oracle.visible(world, asker, CHILD, row)
        node = await answers.ask(NODE, id=f"child_{row['id']}")
        assert (node and read(node)) == (whole(world, asker, row) if sees else None), (SEED, case)
        for kind, page in PAGES.items():
            rows = [one for one in here.rows[kind] if oracle.visible(here, asker, kind, one)]
            rows = [one for one in rows if not oracle.archived(here, one)]
            told_of = counted(asker, kind, [oracle.shown(world, asker, kind, one) for one in rows])
            page_of = await answers.ask(page)
            if len(rows) <= 100:
                assert {**page_of, "nodes": by_id(page_of["nodes"])} == told_of, (SEED, case)
        await reviews_are_told(answers, here, case, number)
    assert answered > CASES / 2
    assert opened or CASES < 200


async def reviews_are_told(answers: Answers, here: World, case: Case, number: int) -> None:
    """Hold the reviews that are owed against the judge: the list of them, and one by its id."""
    reviews = [row for row in here.rows["duty"] if row["kind"] == "CLASS_REVIEW"]
    owed = [row for row in reviews if not row["done_at"] and not row["cancelled_at"]]
    rows = [row for row in owed if oracle.visible(here, case.asker, "duty", row)]
    told_of = counted(case.asker, "duty", [oracle.shown(here, case.asker, "duty", one) for one in rows])
    page = await answers.ask(REVIEWS)
    assert {**page, "nodes": by_id(page["nodes"])} == told_of, (SEED, case)
    if owed:
        one = owed[number % len(owed)]
        node = await answers.ask(DUTY, id=f"duty_{one['id']}")
        assert (node is not None) is (one in rows), (SEED, case)


async def test_the_world_has_reviews_that_tell_of_restricted_facts_and_others(world: World) -> None:
    reviews = [row["restricted"] for row in world.rows["duty"] if row["kind"] == "CLASS_REVIEW"]
    assert {True, False} == {*reviews}


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.VOLUNTEER, Role.PARTNER_WORKER])
async def test_the_judge_is_strict(house: House, world: World, role: Role) -> None:
    asker = Asker("fujian", role.value, (350102000000,), "one@fujian")
    rows = [row for row in world.rows[CHILD] if oracle.visible(world, asker, CHILD, row)]
    assert rows
    assert all(oracle.shown(world, asker, CHILD, row)["name"] for row in rows)
    less = replace(asker, areas=(), subject="stranger@fujian")
    assert not [row for row in world.rows[CHILD] if oracle.visible(world, less, CHILD, row)]


def test_the_judge_is_short() -> None:
    """It has at most 150 lines of code, or it would be as hard to judge as what it judges."""
    source = Path(oracle.__file__).read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, DOCUMENTED) and ast.get_docstring(node)]
    documented = {line for node in nodes for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)}
    code = [
        number for number, line in enumerate(source.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#") and number not in documented
    ]  # fmt: skip
    assert len(code) <= 150
