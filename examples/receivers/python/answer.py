"""Answers reports on behalf of an office: the way back in. Every step may be repeated without harm.

pip install httpx2
"""

from datetime import datetime
from typing import Any

import httpx2

OPEN = """query Open($where: ReportWhere, $after: String) {
  reports(where: $where, first: 50, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
}"""
REPORT = """query Report($id: ID!) {
  node(id: $id) { ... on Report { id circumstance severity narrative division { name } children { id name }
    recipients { recipient sentAt acknowledgedAt } } }
}"""
CONFIRM = """mutation Confirm($input: RecordDeliveryInput!) {
  recordDelivery(input: $input) { userErrors { code message path } }
}"""
ACCEPT = """mutation Accept($input: AcknowledgeReportInput!) {
  acknowledgeReport(input: $input) { report { stage } userErrors { code message path } }
}"""
CLOSE = """mutation Close($input: CloseReportInput!) {
  closeReport(input: $input) { report { stage } userErrors { code message path } }
}"""
FILE = """mutation File($input: FileReportInput!) {
  fileReport(input: $input) { report { id } userErrors { code message path } warnings { code message path } }
}"""

Report = dict[str, Any]


class AnswerError(Exception):
    """The API refused a question or an answer; the message is its own."""


def ask(api: httpx2.Client, document: str, **variables: Any) -> dict[str, Any]:
    """Ask, and give the data. Raises AnswerError for errors of the request."""
    answer = api.post("graphql", json={"query": document, "variables": variables}).json()
    if "errors" in answer:
        raise AnswerError(answer["errors"][0]["message"])
    data: dict[str, Any] = answer["data"]
    return data


def tell(api: httpx2.Client, document: str, *, unless: str | None = None, **given: Any) -> dict[str, Any]:
    """Send a mutation of one input, and give its payload. Raises AnswerError for what is refused but for `unless`."""
    (payload,) = ask(api, document, input=given).values()
    refused = [error for error in payload["userErrors"] if error["code"] != unless]
    if refused:
        raise AnswerError(refused[0]["message"])
    found: dict[str, Any] = payload
    return found


def open_reports(api: httpx2.Client, where: dict[str, Any]) -> list[str]:
    """Give the ids of the reports in sight that are not closed."""
    found: list[str] = []
    after = None
    while True:
        page = ask(api, OPEN, where={**where, "stages": ["SENT", "RECEIVED", "HANDLED"]}, after=after)["reports"]
        found += [one["id"] for one in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def read(api: httpx2.Client, key: str) -> Report | None:
    """Read a report as it is now; None when it is not ours to see (any more)."""
    found: Report | None = ask(api, REPORT, id=key)["node"]
    return found


def confirm(api: httpx2.Client, report: Report, recipient: str, number: str, at: datetime) -> None:
    """Say that our system has the report, and under which number. CONFLICT: it was said before."""
    told = {"channel": "PLATFORM", "at": at.isoformat(), "referenceNumber": number}
    tell(api, CONFIRM, unless="CONFLICT", reportId=report["id"], recipient=recipient, **told)


def accept(api: httpx2.Client, report: Report, recipient: str, measures: str, at: datetime) -> str:
    """Accept a report and say what is being done; gives its stage."""
    payload = tell(api, ACCEPT, reportId=report["id"], recipient=recipient, at=at.isoformat(), measures=measures)
    stage: str = payload["report"]["stage"]
    return stage


def close(api: httpx2.Client, report: Report, outcome: str, feedback: str) -> None:
    """Close a report: `outcome` is for those who handle it, `feedback` the result alone for whoever reported."""
    tell(api, CLOSE, unless="CONFLICT", reportId=report["id"], outcome=outcome, feedback=feedback)


def file(api: httpx2.Client, number: str, **told: Any) -> str:
    """File a report of our own under our own number; sent again, it gives the same report. Gives its id."""
    key: str = tell(api, FILE, externalReference=number, **told)["report"]["id"]
    return key
