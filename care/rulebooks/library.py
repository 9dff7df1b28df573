"""All the layers there are: which of them hold in a place, and whether they agree with each other."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from care.rulebooks.flaws import Flaw, FlawCode, RulebookError
from care.rulebooks.layer import Layer, Milestone
from care.rulebooks.load import NOTHING, Vocabulary, read_layer
from care.rulebooks.relaxation import relaxations
from care.rulebooks.rulebook import Rulebook, rulebook, turning_days

JURISDICTIONS = Path(__file__).parent / "jurisdictions"
PLATFORM = "platform"


@dataclass(frozen=True)
class Library:
    """Layers by their division codes, and the platform's defaults.

    A chain is the codes of a place and of every place above it, the province last (`care.divisions.tree.chain`).
    """

    layers: tuple[Layer, ...]
    defaults: Layer | None

    def at(self, chain: Iterable[int]) -> tuple[Layer, ...]:
        """Give the layers that hold along a chain, the highest first."""
        by_code = {layer.header.division: layer for layer in self.layers}
        return tuple(by_code[code] for code in reversed(tuple(chain)) if code in by_code)

    def rulebook(self, chain: Iterable[int], on: date) -> Rulebook:
        """Give what holds along a chain on a day."""
        layers = self.at(chain)
        # Between two turning days nothing changes, so a night's work over many dates merges a handful of times.
        days = _turning(layers, self.defaults)
        return _standing(layers, days[bisect_right(days, on) - 1], self.defaults, on)

    def milestones(self, chain: Iterable[int]) -> tuple[Milestone, ...]:
        """Give the phases and targets along a chain, by their last day."""
        found = [one for layer in self.at(chain) for one in layer.milestones]
        return tuple(sorted(found, key=lambda one: (one.text.ends, one.text.begins or one.text.ends, one.layer)))

    def with_layer(self, layer: Layer) -> "Library":
        """Give the library with one layer in place of the one of the same place, or added."""
        if layer.header.division is None:
            return replace(self, defaults=layer)
        others = tuple(one for one in self.layers if one.header.division != layer.header.division)
        return replace(self, layers=(*others, layer))

    def conflicts(self, chains: Iterable[Iterable[int]]) -> Iterator[Flaw]:
        """Name what each chain's lowest layer relaxes; give the chain of every layer to check them all."""
        for chain in chains:
            found = self.at(chain)
            if found:
                yield from relaxations(found, self.defaults)


@lru_cache(maxsize=256)
def _turning(layers: tuple[Layer, ...], defaults: Layer | None) -> tuple[date, ...]:
    return tuple(turning_days((*layers, defaults) if defaults else layers))


@lru_cache(maxsize=256)
def _merged(layers: tuple[Layer, ...], on: date, defaults: Layer | None) -> Rulebook:
    return rulebook(layers, on, defaults)


@lru_cache(maxsize=1024)
def _standing(layers: tuple[Layer, ...], turned: date, defaults: Layer | None, on: date) -> Rulebook:
    # One book for all children of a place and day: what it has worked out of its rules is worked out once.
    return replace(_merged(layers, turned, defaults), on=on)


def library(texts: Iterable[tuple[str, str]], vocabulary: Vocabulary = NOTHING) -> Library:
    """Make a library of (file name, text); raises `RulebookError` with the flaws of all the files."""
    flaws: list[Flaw] = []
    layers: dict[int | None, Layer] = {}
    for file, text in texts:
        try:
            layer = read_layer(text, file, vocabulary)
        except RulebookError as error:
            flaws.extend(error.flaws)
            continue
        if layer.header.division in layers:
            other = layers[layer.header.division].id
            zh, en = f"与 {other} 属于同一区划", f"belongs to the same place as {other}"
            flaws.append(Flaw(FlawCode.REPEATED, file, "layer.division", zh, en))
        layers[layer.header.division] = layer
    if flaws:
        raise RulebookError(flaws)
    defaults = layers.pop(None, None)
    return Library(tuple(layers.values()), defaults)


def packaged_texts() -> list[tuple[str, str]]:
    """Give the shipped files by name."""
    return [(path.name, path.read_text("utf-8")) for path in sorted(JURISDICTIONS.glob("*.toml"))]


@cache
def packaged() -> Library:
    """Give the shipped rulebooks, read once for the process."""
    return library(packaged_texts())
