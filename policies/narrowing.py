"""A tenant's own lines: they narrow what the platform's policies give, in the tenant or in one of its counties."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.source import PolicySet, baseline, policy_set, tenant_of

OWN = "tenant"


@dataclass(frozen=True)
class Line:
    """One policy line of a tenant's file, by the number of its line there (0 where it came from the database)."""

    number: int
    subject: str
    domain: str
    object: str
    action: str
    effect: str

    @property
    def text(self) -> str:
        """The line as Casbin reads it."""
        return f"p, {self.subject}, {self.domain}, {self.object}, {self.action}, {self.effect}"

    @property
    def county(self) -> int | None:
        """The county (12-digit code) that the line is for; None for the whole tenant."""
        place = self.domain.partition("/")[2]
        return int(place) if place else None


def words(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the words of each line of a policy file that says something, with the number of the line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [part.strip() for part in line.split(",")]


def narrowed(tenant: str, version: int, lines: Iterable[Line], ceiling: PolicySet | None = None) -> PolicySet:
    """Make a tenant's policy set: the platform's lines and its own, under the platform's own as the ceiling.

    Its version is the ceiling's and the number of the tenant's set, as the trail tells it (`0a1b2c3d4e5f6071+3`).
    """
    above = ceiling or baseline()
    own = list(lines)
    made = policy_set(above.model, {**dict(above.files), OWN: "\n".join(line.text for line in own)})
    counties = frozenset(line.county for line in own if line.county is not None and tenant_of(line.domain) == tenant)
    return PolicySet(made.model, made.files, f"{above.version}+{version}", above, counties)


def digest(lines: Iterable[Line]) -> str:
    """Give the hash of lines, whatever their order: equal policies have the equal digest."""
    return hashlib.sha256("\n".join(sorted({line.text for line in lines})).encode()).hexdigest()
