"""What mutations about webhooks answer."""

import strawberry

from schema.payloads import Answered, written
from schema.webhook import Webhook


@strawberry.type(
    description="The endpoint that was written, null when refused. A new key is shown here and never again: `secret`"
    " (whsec_...) where it is shared, `publicKey` (whpk_...) where it is a pair; both are null when a request is"
    " answered again. `replayed` is how many events are sent again."
)
class WebhookPayload(Answered):
    """The endpoint that was written, null when refused; a new key is shown here and never again."""

    webhook: Webhook | None = written()
    secret: str | None
    public_key: str | None
    replayed: int | None
