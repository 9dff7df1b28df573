"""What is wrong with a rulebook file: where, and why, in both languages; a file's flaws are told all at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError


class FlawCode(StrEnum):
    """Kind of flaw."""

    BAD_TOML = "BAD_TOML"
    MISSING = "MISSING"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    BAD_VALUE = "BAD_VALUE"
    UNKNOWN_CODE = "UNKNOWN_CODE"
    REPEATED = "REPEATED"
    OVERLAP = "OVERLAP"
    GAP = "GAP"
    RULE_RELAXATION = "RULE_RELAXATION"
    NOT_RAISED = "NOT_RAISED"
    OUTSIDE = "OUTSIDE"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One flaw: the file, the path inside it (`rule[3].value`; "" for the file), and the sentence in both languages."""

    code: FlawCode
    file: str
    path: str
    zh: str
    en: str


class RulebookError(Exception):
    """Rulebook files that cannot be used; `flaws` holds everything that was found."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws: tuple[Flaw, ...] = tuple(flaws)
        super().__init__("\n".join(f"{one.file}: {one.path}: {one.zh} / {one.en}" for one in self.flaws))


def of_shape(error: ValidationError, file: str, path: str) -> Iterator[Flaw]:
    """Turn what pydantic found in one part of a file into flaws; its sentences are English, ours both."""
    seen = set[str]()
    for one in error.errors():
        words = [str(word) for word in one["loc"]]
        # Where a value may have several forms pydantic speaks once per form.
        where = ".".join([path, *(words[:1] if words[:1] == ["value"] else words)])
        if where in seen:
            continue
        seen.add(where)
        if one["type"] == "missing":
            yield Flaw(FlawCode.MISSING, file, where, "缺少此项", "is missing")
        elif one["type"] == "extra_forbidden":
            yield Flaw(FlawCode.UNKNOWN_KEY, file, where, "不认识的项", "is not known")
        else:
            yield Flaw(FlawCode.BAD_VALUE, file, where, "值的格式有误", one["msg"])
