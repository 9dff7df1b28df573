"""On what a duty rests, and how that adds up where one rule leans on another."""

from dataclasses import dataclass

from care.rulebooks.rulebook import Effective
from records.codes import DutyBasis

# The weakest of several footings is the one that shows.
_WEAKEST = (DutyBasis.EXPIRED_BASIS, DutyBasis.PLATFORM_DEFAULT, DutyBasis.GUIDANCE, DutyBasis.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Ground:
    """The name of the deciding rule, where it and what it leans on are written, and the weakest basis among them."""

    rule: str
    citation: str
    basis: DutyBasis

    def leaning(self, *others: "Ground") -> "Ground":
        """Give the ground of this rule where it leans on others, too."""
        cited = dict.fromkeys(part for one in (self, *others) for part in one.citation.split("；") if part)
        basis = min((one.basis for one in (self, *others)), key=_WEAKEST.index)
        return Ground(self.rule, "；".join(cited), basis)


def ground(found: Effective, *others: Effective | None) -> Ground:
    """Give the ground of a rule in force, and of those that it leans on (None is silence)."""
    return _alone(found).leaning(*(_alone(one) for one in others if one is not None))


def _alone(found: Effective) -> Ground:
    return Ground(found.name, found.citation, DutyBasis[found.basis.value])
