"""The closed lists of codes as GraphQL enums, each value described by its Chinese and English labels."""

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from policies.refusal import ErrorCode
from records import codes

CODES: dict[str, type[codes.Code]] = {name: getattr(codes, name) for name in codes.__all__ if name != "Code"}


def _describe(listed: type[codes.Code]) -> None:
    strawberry.enum(listed, description=listed.__doc__)
    definition = listed.__strawberry_definition__  # type: ignore[attr-defined]
    assert isinstance(definition, StrawberryEnumDefinition)
    for value, code in zip(definition.values, listed, strict=True):
        value.description = f"{code.zh} · {code.en}"


for _listed in CODES.values():
    _describe(_listed)
strawberry.enum(ErrorCode, description="Why an action was refused.")
