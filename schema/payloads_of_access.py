"""What mutations of access answer."""

import strawberry

from policies.classes import FieldClass
from reads.sources import plain
from schema.break_glass import BreakGlass
from schema.payloads import Answered, UserError, written
from schema.tenant import Tenant


@strawberry.type(description="The access that was broken open or reviewed, null when refused.")
class BreakGlassPayload(Answered):
    """The access that was broken open or reviewed, null when refused."""

    break_glass: BreakGlass | None = written()


@strawberry.type(description="The tenant as it stands: a DRAFT until the worker has opened it; null when refused.")
class TenantPayload:
    """The tenant as it stands, null when refused."""

    tenant: Tenant | None = plain(FieldClass.BASIC)
    user_errors: list[UserError] = plain(FieldClass.BASIC)
    warnings: list[UserError] = plain(FieldClass.BASIC)


@strawberry.type(description="Whole numbers, shown this once; null where there is none, and when refused.")
class RevealIdentityPayload:
    """Whole numbers, shown this once; null where there is none, and when refused."""

    resident_id: str | None = plain(FieldClass.IDENTITY)
    phone: str | None = plain(FieldClass.CONTACT)
    user_errors: list[UserError] = plain(FieldClass.BASIC)
