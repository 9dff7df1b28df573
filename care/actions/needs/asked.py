"""What the documents of a place say of needs and services, as far as a need or its service is bound by it."""

from care.actions.common.findings import Findings, Path
from care.rulebooks.rulebook import Rulebook
from policies.refusal import ErrorCode
from records.codes import PurchasedService, Service


def citation_of(findings: Findings, kind: Service, book: Rulebook) -> str | None:
    """Give what speaks of the list of needs and of this service; warn where the documents name others, not this one.

    A need is a need whatever the documents offer, so it is never refused for its kind.
    """
    listed, named = book.flag("needs.list"), book.naming("services", kind)
    if book.rule("services") is not None and not named:
        zh, en = "本地文件未列出此项服务", "is a service that no document names here"
        findings.warn(ErrorCode.RULE_VIOLATION, ("kind",), zh, en)
    cited = [*([listed] if listed else []), *named]
    return "；".join(dict.fromkeys(one.citation for one in cited)) or None


def check_purchased(
    findings: Findings, path: Path, book: Rulebook, *, purchased: bool, kind: PurchasedService | None
) -> None:
    """Check what was bought in: only a bought service has such a kind, and the catalogue of the place names it."""
    if kind is None:
        return
    rule = book.rule("services.purchased")
    if not purchased:
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "非购买服务不填写", "is left out where nothing was bought")
    elif rule is not None and isinstance(rule.value, frozenset) and kind not in rule.value:
        zh, en = "不在本地购买服务目录内", "is not in the catalogue of the place"
        findings.warn(ErrorCode.RULE_VIOLATION, path, zh, en, rule.citation)
