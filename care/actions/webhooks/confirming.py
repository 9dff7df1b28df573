"""What a test message settles: whether an endpoint is sent to."""

from collections.abc import Mapping
from typing import Any

from alerts.deliveries import accepted
from alerts.outgoing import Reply
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.own_labels import OF_WEBHOOK
from care.actions.webhooks.own import change_webhook
from care.actions.webhooks.room import ACTIVE, active, full
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.codes import WebhookState
from tenants.work import Work


async def confirm(work: Work, caller: Caller, row: Mapping[str, Any], ping: Reply) -> Done:
    """Let an endpoint (its row) be sent to if it accepted the test message; else it stays as it is, with a warning.

    So it does where its account has as many in use as it may: another became so while the message was under way.
    """
    findings, key = Findings(labels=OF_WEBHOOK), row["id"]
    if not accepted(ping):
        came = ping.status if ping.status is not None else ping.fault
        zh, en = f"测试消息未被接受（{came}），未启用", f"did not accept the test message ({came}), and is not enabled"
        findings.warn(ErrorCode.RULE_VIOLATION, ("url",), zh, en)
    elif row["state"] != WebhookState.ACTIVE.value and await active(work, row["subject"]) >= ACTIVE:
        findings.warn(ErrorCode.RULE_VIOLATION, (), *full())
    else:
        await change_webhook(work, key, {"state": WebhookState.ACTIVE.value, "failures": 0, "open_until": None})
        await audit(work, caller, "webhook:enable", object=key, kind="webhook", fields=("state",))
    return Done((key,), findings.settle())
