"""Says where webhooks are to go. The key comes with the answer: only then can the endpoint accept a test message."""

from typing import Any

import httpx2
from answer import ask, tell

REGISTER = """mutation Register($input: RegisterWebhookInput!) {
  registerWebhook(input: $input) { webhook { id } publicKey userErrors { code message path } }
}"""
ENABLE = """mutation Enable($input: EnableWebhookInput!) {
  enableWebhook(input: $input) { webhook { state } userErrors { code message path } }
}"""
VERSION = "query Version($id: ID!) { node(id: $id) { ... on Webhook { version } } }"


def register(api: httpx2.Client, url: str, where: dict[str, Any]) -> tuple[str, str]:
    """Register an endpoint that verifies by ed25519; gives its id and the public key, which is shown this once."""
    payload = tell(api, REGISTER, url=url, where=where, signing="ED25519")
    return payload["webhook"]["id"], payload["publicKey"]


def enable(api: httpx2.Client, webhook: str) -> bool:
    """Let an endpoint be sent to (again), from where it stood; tells whether it accepted the test message."""
    version = ask(api, VERSION, id=webhook)["node"]["version"]
    state: str = tell(api, ENABLE, webhookId=webhook, version=version)["webhook"]["state"]
    return state == "ACTIVE"
