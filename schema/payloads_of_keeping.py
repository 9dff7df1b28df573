"""What mutations of keeping answer."""

import strawberry

from schema.erasure import Erasure
from schema.legal_hold import LegalHold
from schema.payloads import Answered, written
from schema.retention_term import RetentionTerm


@strawberry.type(description="The term in force, null when refused.")
class RetentionTermPayload(Answered):
    """The term in force, null when refused."""

    retention_term: RetentionTerm | None = written()


@strawberry.type(description="The hold that was set or lifted, null when refused.")
class LegalHoldPayload(Answered):
    """The hold that was set or lifted, null when refused."""

    legal_hold: LegalHold | None = written()


@strawberry.type(description="The request, or what came of it, null when refused.")
class ErasurePayload(Answered):
    """The request, or what came of it, null when refused."""

    erasure: Erasure | None = written()
