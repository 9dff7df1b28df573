"""What the app tells the pages about itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Count:
    """One number of a tenant's card, such as 儿童 / children / 1000."""

    zh: str
    en: str
    value: int


@dataclass(frozen=True)
class TenantCard:
    """A tenant as the start page shows it; `division` is the 12-digit code, `counts` may be empty."""

    code: str
    name: str
    division: str
    status: str
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Example:
    """An operation that a persona may try: a title in Chinese, the document and its variables."""

    title: str
    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Persona:
    """A synthetic member of staff of the demo with a token that is valid now."""

    subject: str
    role: str
    role_zh: str
    tenant: str
    tenant_zh: str
    note: str
    token: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class SiteInfo:
    """What runs here; `tenants` and `personas` are asked at each request, `personas` only in the demo."""

    version: str
    demo: bool
    tenants: Callable[[], Awaitable[list[TenantCard]]]
    personas: Callable[[], list[Persona]]
