"""The dimensions that rules speak about: what each key may hold and how its values merge (`dimensions.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from care.rulebooks.operators import FITTING, Operator
from care.rulebooks.values import Kind

HERE = Path(__file__).parent


class Dimension(BaseModel):
    """One key of the rulebooks.

    `codes` is the closed list of its values, `cases` the one that splits it (a visit interval per risk level): the name
    of a list of codes, or the codes themselves. `within` maps codes to the wider ones they fall inside. `below` names
    the dimension whose amount it must stay under. `unit` is that of a count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    operator: Operator
    zh: str
    en: str
    unit: str | None = None
    codes: str | tuple[str, ...] | None = None
    cases: tuple[str, ...] = Field(default=(), alias="for")
    within: Mapping[str, str] = {}
    below: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.operator not in FITTING[self.kind]:
            raise ValueError(f"{self.operator} does not fit {self.kind}")
        if (self.kind is Kind.CODES) != (self.codes is not None):
            raise ValueError("a dimension of codes, and no other, names its list")
        return self


@cache
def dimensions() -> Mapping[str, Dimension]:
    """Give every dimension by its key."""
    found = tomllib.loads((HERE / "dimensions.toml").read_text("utf-8"))
    return {key: Dimension.model_validate(entry) for key, entry in found.items()}
