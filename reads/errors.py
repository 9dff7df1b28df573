"""What a read can refuse: faults of the request that leave as top-level errors with a code."""

from dataclasses import dataclass


@dataclass
class BadRead(Exception):
    """A request that cannot be answered as it stands: a code of the contract, and the reason in both languages.

    `path` names the member of the input that is at fault, where one is.
    """

    code: str
    zh: str
    en: str
    path: tuple[str, ...] = ()
