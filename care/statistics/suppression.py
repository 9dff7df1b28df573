"""What of a cube may be shown: small cells are hidden, and with them as many others as keep them from being worked out.

Hidden cells are kept as boxes: for a table of a place, a set of values of each of its dimensions. A box hides its
cells and everything finer. Why that suffices: the change that adds one at a corner of a box and takes one at the next,
with alternating signs, leaves every coarser table as it is, and every finer one is hidden where it changes. It is made
in one village, and undone in a neighbour that hides the same box, so that no place above notices. Hence two
populations agree on all that is shown, and differ in every hidden cell (docs/decisions/0025).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

Node = tuple[int, int]  # level, code
Names = tuple[str, ...]
Key = tuple[str, ...]
Cells = Mapping[Key, int]
Box = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Cube:
    """The tables of every place; `parents` has each place's next wider one, None for the widest.

    `many` names the dimensions of which a person may have several values or none: their cells make up no total.
    `closed` places stand for what belongs to a wider place itself and are never shown. `beside`: the same cells of
    those of whom these are a part; who is in them and not here must not be told either where they are few.
    """

    values: Mapping[str, tuple[str, ...]]
    many: frozenset[str]
    tables: Mapping[Node, Mapping[Names, Cells]]
    parents: Mapping[Node, Node | None]
    closed: frozenset[Node] = frozenset()
    beside: Mapping[Node, Mapping[Names, Cells]] = field(default_factory=dict)


class Hidden:
    """The boxes of every place and table; the empty box of the table without dimensions hides a place altogether."""

    def __init__(self) -> None:
        self.boxes: dict[Node, dict[Names, Box]] = {}

    def of(self, node: Node) -> Mapping[Names, Box]:
        """Give the boxes of a place by the names of their tables."""
        return self.boxes.get(node, {})

    def add(self, node: Node, names: Names, box: Box) -> None:
        """Widen the box of a table."""
        here = self.boxes.setdefault(node, {})
        here[names] = _around(box, here[names]) if names in here else box

    def whole(self, node: Node) -> bool:
        """Tell whether a place is hidden altogether."""
        return () in self.of(node)

    def covering(self, node: Node, names: Names) -> Callable[[Key], bool]:
        """Give the question whether a cell of a table is hidden: by its own box or by one of a coarser table."""
        here = self.of(node)
        if () in here:
            return lambda _: True
        wider = [
            tuple(zip(at, box, strict=True)) for own, box in here.items() if (at := _within(own, names)) is not None
        ]
        return lambda key: any(all(key[at] in values for at, values in box) for box in wider)

    def covers(self, node: Node, names: Names, key: Key) -> bool:
        """Tell whether a cell is hidden."""
        return self.covering(node, names)(key)


@cache
def _within(names: Names, finer: Names) -> tuple[int, ...] | None:
    """Give where the dimensions of a table stand in a finer one; None where that is none."""
    return tuple(finer.index(name) for name in names) if set(names) <= set(finer) else None


def hidden(cube: Cube, least: int, start: Hidden | None = None) -> Hidden:
    """Solve a cube once: which cells are hidden so that none below `least` can be worked out from the others.

    What `start` hides stays hidden.
    """
    found = start or Hidden()
    below: dict[Node, list[Node]] = {}
    for node, parent in cube.parents.items():
        if parent is not None:
            below.setdefault(parent, []).append(node)
    for kids in below.values():
        kids.sort(key=lambda kid: (cube.tables[kid][()].get((), 0), kid))
    downwards = sorted(cube.tables)
    every = {names for tables in cube.tables.values() for names in tables}
    for names in sorted(every, key=lambda one: (len(one), one)):
        one = _Table(cube, least, names, found)
        here = [node for node in downwards if names in cube.tables[node]]
        for node in here:
            one.hide_small(node)
        wider = [node for node in here if node in below]
        for node in reversed(wider):
            one.lift_only_child(node, one.published(below[node]))
        for node in wider:
            one.share(node, one.published(below[node]))
    return found


def under(cube: Cube, them: Hidden, found: Hidden, grounds: Mapping[str, frozenset[str]]) -> None:
    """Hide in a cube what is hidden of those on whom its numbers hang: a group too small to show is not told of.

    `grounds` are values from which being counted here follows: where `them` hides one, the number that it makes up is
    hidden as well, or the one would be told by the other.
    """
    for node, tables in cube.tables.items():
        for names, box in them.of(node).items():
            if names in tables:
                found.add(node, names, box)
            if any(name in grounds and values & grounds[name] for name, values in zip(names, box, strict=True)):
                rest = {name: values for name, values in zip(names, box, strict=True) if name not in grounds}
                found.add(node, tuple(rest), tuple(rest.values()))


def shown(cube: Cube, node: Node, names: Names, found: Hidden) -> dict[Key, int | None]:
    """Give the cells of a table as readers see them: hidden ones are None, also where nobody is; none is left out."""
    if found.whole(node):
        return dict.fromkeys(product(*(cube.values[name] for name in names)))
    covered = found.covering(node, names)
    cells: dict[Key, int | None] = {
        key: None if covered(key) else value for key, value in cube.tables[node][names].items()
    }
    for own, box in found.of(node).items():
        if set(own) <= set(names):
            ranges = [box[own.index(name)] if name in own else cube.values[name] for name in names]
            cells.update(dict.fromkeys(product(*ranges), None))
    return cells


@dataclass(frozen=True)
class _Table:
    """One table over all places, while what it hides is found; coarser tables are done."""

    cube: Cube
    least: int
    names: Names
    found: Hidden

    def published(self, nodes: Iterable[Node]) -> list[Node]:
        return [node for node in nodes if self.names in self.cube.tables[node]]

    def hide_small(self, node: Node) -> None:
        if not self.names and node in self.cube.closed:
            self.found.add(node, (), ())
        box = self.box(node)
        if box is None and self.names and self.found.whole(node):
            return
        cells = self.cells(node)
        wider = self.cube.beside.get(node, {}).get(self.names, {})
        keys = {key for key, value in cells.items() if self.few(value)}
        keys |= {key for key, value in wider.items() if self.few(value - cells.get(key, 0))}
        if keys:
            covered = self.found.covering(node, self.names)
            keys = {key for key in keys if not covered(key)}
        if keys:
            box = _bounds(keys) if box is None else _around(box, _bounds(keys))
        if box is not None:
            self.found.add(node, self.names, self.closed_up(node, box))

    def lift_only_child(self, node: Node, kids: list[Node]) -> None:
        """An only child has its parent's cells: what it hides, the parent hides too."""
        if len(kids) == 1 and (box := self.box(kids[0])) is not None and not self.found.whole(node):
            self.found.add(node, self.names, box)

    def share(self, node: Node, kids: list[Node]) -> None:
        """Let neighbours hide each other: whatever one place hides, two of the smallest hide as well, or more."""
        if not kids or (self.names and self.found.whole(node)):
            return
        boxes = [box for one in (node, *kids) if (box := self.box(one)) is not None]
        if told := self.told(node, kids):
            boxes.append(_bounds(told))
        if not boxes:
            return
        together = boxes[0]
        for box in boxes[1:]:
            together = _around(together, box)
        ordered = sorted(kids, key=lambda kid: not self.found.whole(kid))
        for place, kid in enumerate(ordered):
            if place >= 2 and not self.told(node, kids):
                break
            if not self.found.whole(kid):
                # An only child hides exactly what its parent hides.
                together = self.closed_up(kid, together) if len(kids) > 1 else together
                for hiding in (kid, *(earlier for earlier in ordered[:place] if not self.found.whole(earlier))):
                    self.found.add(hiding, self.names, together)

    def told(self, node: Node, kids: list[Node]) -> set[Key]:
        """Give the cells where the parent less the children that are shown leaves few people to the hidden ones."""
        hiding = [kid for kid in kids if self.found.of(kid)]
        left: dict[Key, int] = {}
        for kid in hiding:
            covered = self.found.covering(kid, self.names)
            for key, value in self.cells(kid).items():
                if covered(key):
                    left[key] = left.get(key, 0) + value
        covered = self.found.covering(node, self.names)
        return {key for key, value in left.items() if self.few(value) and not covered(key)}

    def closed_up(self, node: Node, box: Box) -> Box:
        """Widen a box until each line of it has company: two values, and enough people where its sum is shown."""
        sets = [set(values) for values in box]
        changed = True
        while changed:
            changed = False
            for at, name in enumerate(self.names):
                if name in self.cube.many:
                    continue
                left = [value for value in self.ranked(node, name) if value not in sets[at]]
                if left and (len(sets[at]) < 2 or self.thin(node, sets, at)):
                    sets[at].add(left[0])
                    changed = True
        return tuple(frozenset(values) for values in sets)

    def thin(self, node: Node, sets: list[set[str]], at: int) -> bool:
        cells = self.cells(node)
        covered = self.found.covering(node, self.names[:at] + self.names[at + 1 :])
        for rest in product(*(sets[:at] + sets[at + 1 :])):
            keys = ((*rest[:at], value, *rest[at:]) for value in sets[at])
            few = self.few(sum(cells.get(key, 0) for key in keys))
            if few and not covered(rest):
                return True
        return False

    def ranked(self, node: Node, name: str) -> list[str]:
        """Give the values of a dimension, first those that the fewest people have, those of nobody last."""
        counts = self.cube.tables[node].get((name,), {})
        return sorted(self.cube.values[name], key=lambda value: (not counts.get((value,)), counts.get((value,), 0)))

    def box(self, node: Node) -> Box | None:
        return self.found.of(node).get(self.names)

    def cells(self, node: Node) -> Cells:
        return self.cube.tables[node][self.names]

    def few(self, value: int) -> bool:
        return 0 < value < self.least


def _bounds(keys: Iterable[Key]) -> Box:
    return tuple(frozenset(values) for values in zip(*keys, strict=True))


def _around(one: Box, other: Box) -> Box:
    return tuple(left | right for left, right in zip(one, other, strict=True))
