"""No hidden cell can be worked out: an attacker takes all that is shown and solves it as equations."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.statistics.suppression import Cube, Hidden, Key, Names, Node, hidden, shown

LEAST = 5
PRIME = 2_147_483_647
VALUES = {"SEX": ("F", "M"), "AGE": ("0", "6", "12"), "CLASS": ("L", "D"), "PART": ("Y", "N")}
MANY = frozenset({"CLASS"})
DIMENSIONS = ("SEX", "AGE", "CLASS")
# A person: village, sex, age, classes.
SETS = [frozenset(chosen) for size in range(3) for chosen in combinations(VALUES["CLASS"], size)]
TYPES = list(product(VALUES["SEX"], VALUES["AGE"], SETS))
Person = tuple[int, tuple[str, str, frozenset[str]]]

# A province, prefectures, counties, townships: one with an only child, one place of its own ("closed").
TREES: list[dict[Node, Node | None]] = [
    {(0, 1): None, (1, 1): (0, 1), (1, 2): (0, 1), (1, 3): (0, 1)},
    {(0, 1): None, (1, 1): (0, 1), (1, 2): (0, 1), (2, 1): (1, 1), (2, 2): (1, 1), (2, 3): (1, 2)},
    {(0, 1): None, (1, 1): (0, 1), (2, 1): (1, 1), (2, 2): (1, 1), (2, 9): (1, 1)},
]
CLOSED = frozenset({(2, 9)})
DEPTHS = {0: 3, 1: 2, 2: 1}


def leaves(tree: dict[Node, Node | None]) -> list[Node]:
    return [node for node in tree if node not in tree.values()]


def above(tree: dict[Node, Node | None], leaf: Node) -> Iterator[Node]:
    node: Node | None = leaf
    while node is not None:
        yield node
        node = tree[node]


def names_of(level: int, depths: dict[int, int]) -> list[Names]:
    return [names for size in range(depths[level] + 1) for names in combinations(DIMENSIONS, size)]


def cells_of(kind: tuple[str, str, frozenset[str]], names: Names) -> Iterator[Key]:
    ranges = {"SEX": [kind[0]], "AGE": [kind[1]], "CLASS": sorted(kind[2])}
    yield from product(*(ranges[name] for name in names))


def cube(tree: dict[Node, Node | None], people: dict[Person, int], depths: dict[int, int] = DEPTHS) -> Cube:
    ends = leaves(tree)
    tables: dict[Node, dict[Names, dict[Key, int]]] = {}
    for (at, kind), count in people.items():
        for node in above(tree, ends[at]):
            for names in names_of(node[0], depths):
                table = tables.setdefault(node, {}).setdefault(names, {})
                for key in cells_of(kind, names):
                    table[key] = table.get(key, 0) + count
    for tables_of in tables.values():
        depth = max(len(names) for names in tables_of)
        for names in names_of(0, {0: depth}):
            tables_of.setdefault(names, {})
    return Cube(VALUES, MANY, tables, {node: tree[node] for node in tables}, CLOSED & set(tables))


class Attacker:
    """Knows every shown cell as an equation over how many people of each type live in each end of the tree."""

    def __init__(self, tree: dict[Node, Node | None]) -> None:
        self.tree, self.ends = tree, leaves(tree)
        self.rows: dict[int, dict[int, int]] = {}

    def equation(self, node: Node, names: Names, key: Key) -> dict[int, int]:
        found = {}
        for at, leaf in enumerate(self.ends):
            if node in above(self.tree, leaf):
                for number, kind in enumerate(TYPES):
                    if key in cells_of(kind, names):
                        found[at * len(TYPES) + number] = 1
        return found

    def learn(self, node: Node, names: Names, key: Key) -> None:
        row = self.reduced(self.equation(node, names, key))
        if row:
            first = min(row)
            inverse = pow(row[first], -1, PRIME)
            self.rows[first] = {at: value * inverse % PRIME for at, value in row.items()}

    def solves(self, node: Node, names: Names, key: Key) -> bool:
        return not self.reduced(self.equation(node, names, key))

    def reduced(self, row: dict[int, int]) -> dict[int, int]:
        row = dict(row)
        for at in range(len(self.ends) * len(TYPES)):
            if (value := row.get(at)) and at in self.rows:
                for other, factor in self.rows[at].items():
                    left = (row.get(other, 0) - value * factor) % PRIME
                    if left:
                        row[other] = left
                    else:
                        row.pop(other, None)
        return row


def published(one: Cube, found: Hidden) -> Iterator[tuple[Node, Names, Key, int | None]]:
    """Give every cell that anybody may ask for; a cell that is not listed is known to be 0."""
    for node, tables in one.tables.items():
        for names in tables:
            told = shown(one, node, names, found)
            for key in product(*(VALUES[name] for name in names)):
                yield node, names, key, told.get(key, 0)


def attacked(tree: dict[Node, Node | None], one: Cube, found: Hidden) -> list[tuple[Node, Names, Key]]:
    attacker = Attacker(tree)
    cells = list(published(one, found))
    for node, names, key, value in cells:
        if value is not None:
            attacker.learn(node, names, key)
    return [
        (node, names, key) for node, names, key, value in cells if value is None and attacker.solves(node, names, key)
    ]


def test_the_attacker_finds_what_nobody_else_hides() -> None:
    """The judge judges: hide only the small cells, and he works them out."""
    tree = TREES[0]
    people = {(at, (sex, "6", SETS[0])): 9 for at in range(3) for sex in "FM"} | {(0, ("F", "0", SETS[0])): 2}
    one = cube(tree, people)
    careless = Hidden()
    careless.add((1, 1), ("AGE",), (frozenset({"0"}),))
    assert ((1, 1), ("AGE",), ("0",)) in attacked(tree, one, careless)
    assert attacked(tree, one, hidden(one, LEAST)) == []


@st.composite
def populations(draw: st.DrawFn) -> tuple[dict[Node, Node | None], dict[Person, int]]:
    tree = draw(st.sampled_from(TREES))
    ends = len(leaves(tree))
    persons = st.tuples(st.integers(0, ends - 1), st.sampled_from(TYPES))
    return tree, draw(st.dictionaries(persons, st.sampled_from([1, 2, 4, 5, 6, 9, 30, 80]), min_size=1, max_size=40))


@given(populations())
def test_no_hidden_cell_follows_from_the_shown_ones(drawn: tuple[dict[Node, Node | None], dict[Person, int]]) -> None:
    tree, people = drawn
    one = cube(tree, people)
    assert attacked(tree, one, hidden(one, LEAST)) == []


@given(populations())
def test_what_is_shown_is_right_and_never_small(drawn: tuple[dict[Node, Node | None], dict[Person, int]]) -> None:
    one = cube(*drawn)
    for node, names, key, value in published(one, hidden(one, LEAST)):
        if value is not None:
            assert value == one.tables[node][names].get(key, 0)
            assert not 0 < value < LEAST
            assert node not in CLOSED


@given(populations())
def test_what_shown_places_leave_to_the_hidden_ones_is_not_small(
    drawn: tuple[dict[Node, Node | None], dict[Person, int]],
) -> None:
    """Parent less shown children: what is left belongs to several places, and to enough people or to none."""
    one = cube(*drawn)
    found = hidden(one, LEAST)
    for node, tables in one.tables.items():
        kids = [kid for kid, parent in one.parents.items() if parent == node]
        for names in tables:
            shared = [kid for kid in kids if names in one.tables[kid]]
            for key in product(*(VALUES[name] for name in names)) if shared else ():
                if not found.covers(node, names, key):
                    hiding = [kid for kid in shared if found.covers(kid, names, key)]
                    assert len(hiding) != 1
                    assert not 0 < sum(one.tables[kid][names].get(key, 0) for kid in hiding) < LEAST


def test_a_large_place_hides_the_rare_value_alone() -> None:
    people = {(at, (sex, age, SETS[1])): 40 for at in range(3) for sex in "FM" for age in VALUES["AGE"]}
    people |= {(0, ("F", "0", SETS[2])): 3}
    one = cube(TREES[0], people)
    found = hidden(one, LEAST)
    assert shown(one, (0, 1), ("CLASS",), found) == {("L",): 720, ("D",): None}
    assert shown(one, (0, 1), ("SEX",), found) == {("F",): 363, ("M",): 360}
    assert shown(one, (0, 1), (), found) == {(): 723}


@pytest.mark.parametrize("few", [1, 4])
def test_who_is_served_beyond_the_definition_is_not_told_where_they_are_few(few: int) -> None:
    wide = {(at, (sex, "6", SETS[1])): 40 for at in range(3) for sex in "FM"}
    narrow = wide | {(0, ("F", "6", SETS[1])): 40 - few}
    one = cube(TREES[0], narrow)
    beside = Cube(one.values, one.many, one.tables, one.parents, beside=cube(TREES[0], wide).tables)
    found = hidden(beside, LEAST)
    assert shown(beside, (1, 1), ("SEX",), found)[("F",)] is None
    assert attacked(TREES[0], beside, found) == []


def test_what_was_done_in_time_is_not_told_where_few_were_late() -> None:
    """100 due and 98 in time tells of two."""
    cells: dict[Names, dict[Key, int]] = {(): {(): 100}, ("PART",): {("Y",): 98, ("N",): 2}}
    one = Cube(VALUES, MANY, {(0, 1): cells}, {(0, 1): None})
    found = hidden(one, LEAST)
    assert shown(one, (0, 1), (), found) == {(): 100}
    assert shown(one, (0, 1), ("PART",), found) == {("Y",): None, ("N",): None}
