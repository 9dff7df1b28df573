"""Versions of a rule in time: what is said about one thing follows on without gaps and without overlaps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from care.rulebooks.flaws import Flaw, FlawCode
from care.rulebooks.layer import Rule


def period_flaws(rules: Iterable[tuple[str, Rule]], file: str) -> Iterator[Flaw]:
    """Name versions of the same key and case that overlap, or leave days between them; rules come with their paths."""
    versions: dict[tuple[str, str], list[tuple[str, Rule]]] = defaultdict(list)
    for path, rule in rules:
        versions[rule.address].append((path, rule))
    for same in versions.values():
        same.sort(key=lambda one: one[1].since or date.min)
        for (_, before), (path, after) in pairwise(same):
            begins = after.since or date.min
            name = f"{after.key}[{after.case}]" if after.case else after.key
            if before.until is None or before.until >= begins:
                yield Flaw(
                    FlawCode.OVERLAP,
                    file,
                    f"{path}.from",
                    f"{name} 在 {begins} 已有规定（{before.citation}），两条时间重叠",
                    f"{name} is already ruled on {begins} ({before.citation}): the two overlap",
                )
            elif before.until + timedelta(days=1) < begins:
                yield Flaw(
                    FlawCode.GAP,
                    file,
                    f"{path}.from",
                    f"{name} 在 {before.until} 与 {begins} 之间没有规定",
                    f"nothing is said about {name} between {before.until} and {begins}",
                )
