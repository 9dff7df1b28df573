"""What mutations of alerts answer."""

import strawberry

from schema.alert import Alert
from schema.alert_settings import AlertSettings
from schema.message import MessageGateway
from schema.payloads import Answered, written


@strawberry.type(description="Of the alerts that were named those that the viewer sees; none when refused.")
class MarkAlertsReadPayload(Answered):
    """The alerts that were named and are seen."""

    alerts: list[Alert] = written()


@strawberry.type(description="The hours in force, null when refused.")
class AlertSettingsPayload(Answered):
    """The hours in force, null when refused."""

    alert_settings: AlertSettings | None = written()


@strawberry.type(description="The gateway as it stands, null when refused.")
class MessageGatewayPayload(Answered):
    """The gateway as it stands, null when refused."""

    message_gateway: MessageGateway | None = written()
