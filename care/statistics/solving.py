"""Solving facts that hang together: from the counts of counties to the rows that readers see, on both bases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from care.statistics import cubes
from care.statistics.assembly import rows, unpacked, whole
from care.statistics.suppression import Cube, Hidden, hidden, under
from records.codes import StatisticsBasis

Counts = Mapping[int, tuple[int, str]]  # by county: its prefecture, and its counts as they are kept
# What was hidden of children the last time, by a digest of what it was solved from: months are solved one by one, and
# all of them hang on the same children.
_LAST: dict[bool, tuple[bytes, Mapping[StatisticsBasis, Hidden]]] = {}


@dataclass
class Solver:
    """Solves one fact and month after the other; `children` are the counts of those on whom all others hang.

    `minimum` is the tenant's; `grounds` are the values of dimensions from which a benefit follows.
    """

    province: int
    openly: bool
    children: Mapping[StatisticsBasis, Counts]
    minimum: int
    grounds: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def solved(
        self, fact: cubes.Fact, counts: Mapping[StatisticsBasis, Counts]
    ) -> dict[StatisticsBasis, list[dict[str, Any]]]:
        """Give the rows of a fact in a month as readers see them, by basis."""
        return {basis: list(rows(cube, its)) for basis, (cube, its) in self._bases(fact, counts).items()}

    @cached_property
    def _children(self) -> Mapping[StatisticsBasis, Hidden]:
        """Solve the children, or take what was solved for the month before from the same counts."""
        counted = [(basis, *one) for basis in StatisticsBasis for one in sorted(self.children[basis].items())]
        digest = sha256(repr((self.province, self.minimum, counted)).encode()).digest()
        known = _LAST.get(self.openly)
        if known is None or known[0] != digest:
            fact = cubes.CHILDREN.told(special=not self.openly)
            known = digest, {basis: its for basis, (_, its) in self._bases(fact, self.children).items()}
            _LAST[self.openly] = known
        return known[1]

    def _bases(
        self, fact: cubes.Fact, counts: Mapping[StatisticsBasis, Counts]
    ) -> dict[StatisticsBasis, tuple[Cube, Hidden]]:
        found: dict[StatisticsBasis, tuple[Cube, Hidden]] = {}
        for basis in StatisticsBasis:
            counties = {county: (prefecture, unpacked(text)) for county, (prefecture, text) in counts[basis].items()}
            # Those of the definition are among all who are served: they bound from below what is hidden of these.
            wider = found.get(StatisticsBasis.SERVICE)
            cube = whole(fact, basis, self.province, counties, None if wider is None else wider[0].tables)
            found[basis] = cube, self._hidden(fact, basis, cube, None if wider is None else wider[1])
        return found

    def _hidden(self, fact: cubes.Fact, basis: StatisticsBasis, cube: Cube, wider: Hidden | None) -> Hidden:
        """Hide under each minimum up to the tenant's: what a lower one hides a higher one hides as well."""
        found = Hidden()
        if wider is not None:
            under(cube, wider, found, {})
        if fact.of_child and fact.kind != cubes.CHILDREN.kind:
            under(cube, self._children[basis], found, self.grounds if fact.kind == cubes.BENEFITS.kind else {})
        for minimum in cubes.MINIMUMS:
            if minimum <= self.minimum:
                found = hidden(cube, minimum, found)
        return found
