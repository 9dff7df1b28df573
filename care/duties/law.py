"""The law of one tenant: the rulebooks it has applied, merged for a place and a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from care.divisions.tree import chain
from care.rulebooks.layer import Layer
from care.rulebooks.library import Library, library, packaged
from care.rulebooks.rulebook import Rulebook
from records.rulebook import applied_rulebook as applied
from tenants.fixed import Fixed
from tenants.work import Transaction


@dataclass(frozen=True)
class Law:
    """A library of rulebooks, asked by place and day."""

    library: Library

    @property
    def rounds(self) -> bool:
        """Tell whether any place has screenings or follow-ups, which look at whole quarters."""
        return _rounds(self.library.layers)

    def at(self, division: int, on: date) -> Rulebook:
        """Give what holds in a place (12-digit code) on a day."""
        return _book(self.library, division, on)

    def layers(self, division: int) -> tuple[Layer, ...]:
        """Give the layers that hold in a place, the highest first."""
        return _layers(self.library, division)


_OF_ROUNDS = ("screening.village.maxInterval", "followUp.reasons")
CURRENT = select(applied.c.digest).where(applied.c.replaced_at.is_(None)).order_by(applied.c.layer)
# The same as one value, for a statement that reads something else beside it.
DIGESTS = (
    select(func.array_agg(aggregate_order_by(applied.c.digest, applied.c.layer)))
    .where(applied.c.replaced_at.is_(None))
    .scalar_subquery()
)
_LAW, _READ = "law", "digests of the law"
TEXTS = CURRENT.add_columns(applied.c.layer, applied.c.text)
_DIGESTS = Fixed(CURRENT)


async def law_of(work: Transaction) -> Law:
    """Give the law that the tenant of a transaction has applied; one that applied nothing follows the shipped files.

    Texts are read once for each set of hashes; a process keeps a few sets. Nothing is applied beside a transaction that
    has read the law (`apply_rulebook` locks the table), so one reading holds until its end.
    """
    law: Law | None = work.kept.get(_LAW)
    if law is None:
        law = work.kept[_LAW] = await _read_law(work)
    return law


def tell_digests(work: Transaction, digests: Sequence[str] | None) -> None:
    """Tell what `DIGESTS` gave, so that the law needs no reading of its own."""
    work.kept[_READ] = tuple(digests or ())


def forget_law(work: Transaction) -> None:
    """Have the law read anew: the transaction itself has changed it."""
    work.kept.pop(_LAW, None)
    work.kept.pop(_READ, None)


async def _read_law(work: Transaction) -> Law:
    digests = work.kept.get(_READ)
    if digests is None:
        digests = tuple(row["digest"] for row in await work.all(_DIGESTS))
    if not digests:
        return Law(packaged())
    known = _KNOWN.get(digests)
    if known is None:
        rows = await work.all(TEXTS)
        # Hashes anew with the texts: another one may have been applied between the two statements.
        digests = tuple(row["digest"] for row in rows)
        known = _remember(digests, library((f"{row['layer']}.toml", row["text"]) for row in rows))
    return Law(known)


_MOST = 64
_KNOWN: dict[tuple[str, ...], Library] = {}


def _remember(digests: tuple[str, ...], read: Library) -> Library:
    if len(_KNOWN) >= _MOST:
        _KNOWN.pop(next(iter(_KNOWN)))
    _KNOWN[digests] = read
    return read


@lru_cache(maxsize=256)
def _rounds(layers: tuple[Layer, ...]) -> bool:
    return any(rule.key in _OF_ROUNDS for layer in layers for rule in layer.rules)


# Remembered for each place that a night's work comes by: one village after the other, each with all its children.
@lru_cache(maxsize=32_768)
def _layers(library: Library, division: int) -> tuple[Layer, ...]:
    return library.at(chain(division))


@lru_cache(maxsize=32_768)
def _book(library: Library, division: int, on: date) -> Rulebook:
    return library.rulebook(chain(division), on)
