"""A thing to do: what kind, for which tenant, and how it is named in the queue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One thing to do: of a kind, for a tenant (its code), and where that is not all, for a key of the kind's own.

    `every`: the seconds that must have gone by since its round last ended; None for what goes by no clock.
    """

    kind: str
    tenant: str
    key: str = ""
    every: float | None = None

    @property
    def name(self) -> str:
        """What is written into the queue: no two jobs of one name wait or run there at once."""
        return f"{self.tenant} {self.kind} {self.key}".rstrip()

    @staticmethod
    def named(name: str) -> "Job":
        """Read a job's name."""
        tenant, kind, *key = name.split(" ", 2)
        return Job(kind, tenant, "".join(key))
