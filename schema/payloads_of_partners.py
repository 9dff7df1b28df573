"""What mutations about partner organisations answer."""

import strawberry

from schema.offer import OfferedNeed
from schema.partner import DataAgreement, Grant
from schema.payloads import Answered, written


@strawberry.type(description="The data agreement that was recorded or ended, null when refused.")
class DataAgreementPayload(Answered):
    """The data agreement that was recorded or ended, null when refused."""

    data_agreement: DataAgreement | None = written()


@strawberry.type(description="The offer that was claimed, null when refused.")
class OfferPayload(Answered):
    """The offer that was claimed, null when refused."""

    offer: OfferedNeed | None = written()


@strawberry.type(description="The grants that were given or revoked, one for each child; empty when refused.")
class GrantPayload(Answered):
    """The grants that were given or revoked, one for each child; empty when refused."""

    grants: list[Grant] = written()
