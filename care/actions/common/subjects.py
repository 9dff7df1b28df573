"""Accounts: the names that people sign in with."""

from care.actions.common.findings import Findings
from policies.refusal import ErrorCode
from tenants.work import SUBJECT


def read_subject(findings: Findings, value: str | None) -> str | None:
    """Give an account without outer blanks, None for a blank; it must be one that a token can carry."""
    subject = (value or "").strip()
    if not SUBJECT.fullmatch(subject) or not subject.isprintable():
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("subject",), "账号格式不正确", "is no account name")
        return None
    return subject or None
