"""What a role may spend (`schema.cost`): on one operation, at once, and over time; and whether it introspects."""

from dataclasses import dataclass
from typing import Final

from records.codes import Role


@dataclass(frozen=True)
class Budget:
    """`operation` is the most that one may cost; `burst` what is to be had at once, `per_second` what comes back."""

    operation: int
    burst: int
    per_second: int
    introspection: bool


_STAFF: Final = Budget(operation=50_000, burst=200_000, per_second=5_000, introspection=True)
# Whole systems call in the name of one subject.
_SYSTEM: Final = Budget(operation=50_000, burst=500_000, per_second=20_000, introspection=True)
_GUEST: Final = Budget(operation=10_000, burst=20_000, per_second=500, introspection=False)

_OTHERS: Final = {
    Role.INTEGRATOR: _SYSTEM,
    Role.PARTNER_WORKER: Budget(operation=20_000, burst=50_000, per_second=1_000, introspection=True),
    Role.VOLUNTEER: _GUEST,
    Role.PAIRING_PERSON: _GUEST,
    Role.REPORTER: _GUEST,
}


def budget(role: Role) -> Budget:
    """Give the budget of a role: guests' is small, and they get the schema from its file alone."""
    return _OTHERS.get(role, _STAFF)
