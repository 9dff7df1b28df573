"""Mutations of alerts: what was read, and the tenant's hours."""

from functools import partial

import strawberry

from care.actions import mark_alerts_read as marking
from care.actions import set_alert_settings as settings
from care.actions import set_message_gateway as gateways
from schema.context import Info
from schema.inputs.alerts import MarkAlertsReadInput, SetAlertSettingsInput, SetMessageGatewayInput
from schema.mutations.commands import command_of
from schema.payloads_of_alerts import AlertSettingsPayload, MarkAlertsReadPayload, MessageGatewayPayload
from schema.perform import perform


async def mark_alerts_read(info: Info, input: MarkAlertsReadInput) -> MarkAlertsReadPayload:
    """Mark alerts as read."""
    command = command_of(marking.MarkAlertsRead, input, alert_ids="alert")
    done: MarkAlertsReadPayload = await perform(info, marking.mark_alerts_read, command)
    return done


async def set_alert_settings(info: Info, input: SetAlertSettingsInput) -> AlertSettingsPayload:
    """Set the hours."""
    command = command_of(settings.SetAlertSettings, input)
    done: AlertSettingsPayload = await perform(info, settings.set_alert_settings, command)
    return done


async def set_message_gateway(info: Info, input: SetMessageGatewayInput) -> MessageGatewayPayload:
    """Set the gateway."""
    command = command_of(gateways.SetMessageGateway, input)
    action = partial(gateways.set_message_gateway, allowed=info.context.house.outgoing_allow)
    done: MessageGatewayPayload = await perform(info, action, command)
    return done


@strawberry.type
class AlertMutations:
    """Mutations of alerts by their names."""

    mark_alerts_read: MarkAlertsReadPayload = strawberry.mutation(
        resolver=mark_alerts_read,
        description="Mark alerts as read by the viewer, in the role of the request: single ones, or all to a number.",
    )
    set_alert_settings: AlertSettingsPayload = strawberry.mutation(
        resolver=set_alert_settings,
        description="Set the hours in which people are left in peace, and from which on digests are made.",
    )
    set_message_gateway: MessageGatewayPayload = strawberry.mutation(
        resolver=set_message_gateway,
        description="Opt in to, or out of, messages on the phones of the tenant's people: texts without names, sent to"
        " the tenant's own gateway. What happened before is not sent.",
    )
