"""Why somebody asks for what is usually closed: a sentence for the trail, which holds no numbers."""

import re
import unicodedata
from datetime import date

from care.actions.common.findings import Findings
from care.actions.common.reading import read_text
from policies.refusal import ErrorCode

# As long as a phone number without its area code: no date, house number or document number is.
_NUMBER = re.compile(r"[0-9](?:[\s-]?[0-9]){6,}")


def read_reason(
    findings: Findings, value: str | None, today: date, *, required: bool = True, name: str = "reason"
) -> str | None:
    """Give the reason that is kept in the trail; a resident ID or phone number in it is refused."""
    reason = read_text(findings, (name,), value, today)
    if reason is None and required and not findings.spoiled(name):
        findings.require((name,))
    if reason is not None and _NUMBER.search(unicodedata.normalize("NFKC", reason)):
        zh, en = "不得写入身份证或电话号码", "may hold no resident ID or phone number"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (name,), zh, en)
    return reason
