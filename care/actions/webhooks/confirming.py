"""What a test message settles: whether an endpoint is sent to."""

from uuid import UUID

from alerts.deliveries import accepted
from alerts.outgoing import Reply
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.own_labels import OF_WEBHOOK
from care.actions.webhooks.own import change_webhook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.codes import WebhookState
from tenants.work import Work


async def confirm(work: Work, caller: Caller, webhook: UUID, ping: Reply) -> Done:
    """Let an endpoint be sent to if it accepted the test message; otherwise it stays as it is, with a warning."""
    findings = Findings(labels=OF_WEBHOOK)
    if accepted(ping):
        await change_webhook(work, webhook, {"state": WebhookState.ACTIVE.value, "failures": 0, "open_until": None})
        await audit(work, caller, "webhook:enable", object=webhook, kind="webhook", fields=("state",))
    else:
        came = ping.status if ping.status is not None else ping.fault
        zh, en = f"测试消息未被接受（{came}），未启用", f"did not accept the test message ({came}), and is not enabled"
        findings.warn(ErrorCode.RULE_VIOLATION, ("url",), zh, en)
    return Done((webhook,), findings.settle())
