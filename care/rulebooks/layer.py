"""A layer: what one jurisdiction's documents say, as its TOML file holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, StringConstraints

from care.rulebooks.dimension import Dimension
from care.rulebooks.values import Value

Precision = Literal["day", "month", "year"]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strength(StrEnum):
    """How firmly a document speaks."""

    MUST = "must"
    GUIDANCE = "guidance"  # encouraged, conditional, as far as possible
    MAY = "may"


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Header(_Text):
    """Which place a layer belongs to; only the platform's defaults have none."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$")]
    zh: Words
    en: Words
    division: Annotated[int, Field(ge=110_000_000_000, le=899_999_999_999)] | None = None


class Document(_Text):
    """A source: its number or, where the text has none, its name; in force from and until (both days included).

    A date whose day or month is not in the text has a precision. `guidance` is a document that is only to be applied by
    reference; `incomplete` says what of the text is missing.
    """

    name: Words
    number: Words | None = None
    since: date | None = Field(default=None, alias="from")
    since_precision: Precision = Field(default="day", alias="from_precision")
    until: date | None = None
    until_precision: Precision = "day"
    guidance: bool = False
    incomplete: Words | None = None

    @property
    def cited(self) -> str:
        """Give the number that a citation begins with, else the name."""
        return self.number or self.name


class RuleText(_Text):
    """One entry `[[rule]]` of a file, before its dimension has read it."""

    ids: Annotated[tuple[Words, ...], Field(strict=False)] = ()
    key: Words
    cases: Annotated[tuple[Words, ...], Field(strict=False)] = Field(default=(), alias="for")
    value: StrictBool | StrictInt | StrictStr | Annotated[tuple[StrictStr, ...], Field(strict=False)]
    unit: Words | None = None
    strict: bool = False
    strength: Annotated[Strength, Field(strict=False)] = Strength.MUST
    inferred: bool = False
    document: Words | None = None
    article: Words
    gist: Words
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    when: Words | None = None


class MilestoneText(_Text):
    """One entry `[[milestone]]`: a phase or a target with its days; `begins` is absent for a target.

    `measure` is what of the data tells how far it is reached; absent where none does.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    phase: Literal["LAUNCH", "MAIN_PUSH", "CONSOLIDATE"] | None = None
    zh: Words
    en: Words
    begins: date | None = None
    ends: date
    precision: Precision = "day"
    measure: Literal["FILES", "FILES_IN_DIFFICULTY", "DIRECTORS_TRAINED"] | None = None
    document: Words | None = None
    article: Words


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What one layer says about one dimension in one case, from when until when, and where that is written.

    `until` of a rule is an end that the text itself sets (the obligation stops); the end of its document is not: then
    the obligation goes on, and its basis has expired (reading A27). `when` is for defaults: the key of the dimension
    that a jurisdiction must have filled for the default to stand in.
    """

    layer: str
    layer_name: str
    ids: tuple[str, ...]
    key: str
    case: str | None
    dimension: Dimension
    value: Value
    strength: Strength
    inferred: bool
    document: Document
    article: str
    gist: str
    since: date | None
    until: date | None
    when: str | None

    @property
    def address(self) -> tuple[str, str]:
        """Give what a value is found by: its key and its case ("" for none)."""
        return self.key, self.case or ""

    @property
    def citation(self) -> str:
        """Cite document and article, in Chinese form."""
        return f"{self.document.cited}{self.article}"

    def in_force(self, on: date) -> bool:
        """Tell whether the rule holds on a day; an expired document's rules still do."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def expired(self, on: date) -> bool:
        """Tell whether the document behind the rule has ended by a day."""
        return self.document.until is not None and on > self.document.until


@dataclass(frozen=True, slots=True)
class Milestone:
    """A phase or target of a plan, with its days and its source."""

    layer: str
    text: MilestoneText
    document: Document

    @property
    def citation(self) -> str:
        """Cite document and article, in Chinese form."""
        return f"{self.document.cited}{self.text.article}"


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One jurisdiction's rules; `digest` is the hash of the text they were read from."""

    header: Header
    documents: Mapping[str, Document]
    rules: tuple[Rule, ...]
    milestones: tuple[Milestone, ...]
    digest: str

    @property
    def id(self) -> str:
        """Give the short name."""
        return self.header.id


def shown_date(day: date, precision: Precision) -> str:
    """Write a date as precisely as the text has it."""
    parts = {"day": 3, "month": 2, "year": 1}[precision]
    return "".join(f"{day.year}年 {day.month}月 {day.day}日".split()[:parts])
