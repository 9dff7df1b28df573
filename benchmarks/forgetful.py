"""A house that writes no trail of reads, to tell what the trail costs."""

from typing import Any

from tenants.house import House


class Forgetful(House):
    """Everything as shipped but the trail of reads; it exists in benchmarks alone."""

    async def together(self, *_: Any) -> None:
        """Write nothing."""
