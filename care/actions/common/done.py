"""What an action answers when it did its work."""

from dataclasses import dataclass
from uuid import UUID

from policies.refusal import Refusal


@dataclass(frozen=True)
class Done:
    """The keys of the objects that the answer shows, in the order of the input, and the warnings beside them."""

    ids: tuple[UUID, ...]
    warnings: tuple[Refusal, ...] = ()
