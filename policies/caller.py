"""Who asks: one person, in one tenant, acting in one role."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from policies.assignments import Held
from policies.permits import Permit
from records.codes import Role

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Caller:
    """The person behind a request, with all that a decision needs.

    `areas` are 12-digit division codes of every assignment of the role, `scope` is the text of the int8multirange
    they cover (the value of `app.scope`), `organisations` the organisations the person acts for, `expires` the end
    of the token or of the first assignment that ends, whichever comes first. `language` is that of messages.
    `grounds` are the only reasons for which listed rows show in this reading; None for all but broken glass.
    `believed` are the roles (`policies.assignments.Held`) that the caller was made of without reading them for this
    request: only a statement that asks whether they still stand may read for it. `client` is the application that asks,
    as its token says, or as it calls itself.
    """

    subject: str
    name: str | None
    tenant: str
    role: Role
    areas: tuple[int, ...]
    organisations: tuple[UUID, ...]
    scope: str
    permit: Permit
    expires: datetime
    language: Language
    grounds: frozenset[str] | None = None
    believed: Held | None = None
    client: str | None = None
