"""What policies may speak of: the types that are read and the actions that are taken.

A policy line that names anything else is a fault at load, since a misspelt grant would be a silent denial
and a misspelt denial a silent grant.
"""

from collections.abc import Iterable
from typing import Final

from policies.classes import GRANT, FieldClass, RowKind, Sight
from records.codes import Purpose, Role

# Types that hold persons' data: their rows follow the caller's row kind, and row-level security guards their tables.
PERSONAL: Final = frozenset(
    {
        "child",
        "household",
        "guardian",
        "carer",
        "pairing",
        "benefit",
        "visit",
        "duty",
        "assessment",
        "need",
        "service",
        "carePlan",
        "agreement",
        "carerProblem",
        "patrol",
        "commission",
        "dutyDivision",
        "screening",
        "trainee",
        "training",
        "trainingSession",
        "appointment",
        "appraisal",
        "report",
        "submission",
        "activity",
        "hazardCheck",
        "workReport",
        "workLog",
        "spotCheck",
        "systemUpdate",
        "case",
        "placement",
        "publication",
        "broughtCase",
        "breakGlass",
        "digest",
        "message",
        "grant",
        "legalHold",
        "erasure",
        "auditEvent",
        "statistics",
    }
)
# Types that hold none: any row kind but none means every row of the caller's tenant (`tenant`: own, or all of them), of
# alerts and steps of escalation those whose subject shows. Agreements with partners, needs as they are offered, and
# webhooks are of nobody in particular.
COMMON: Final = frozenset(
    {
        "alert",
        "alertSetting",
        "messageGateway",
        "escalation",
        "organisation",
        "division",
        "tenant",
        "viewer",
        "code",
        "holiday",
        "specialNode",
        "publishedCase",
        "dataAgreement",
        "offer",
        "retention",
        "webhook",
    }
)

TYPES: Final = tuple(sorted(PERSONAL | COMMON))

# A role may reveal whole numbers for the purposes that its lines name, each an action: `purpose:visit`.
PURPOSES: Final = {purpose: f"purpose:{purpose.value.lower()}" for purpose in Purpose}

# Whoever has it sees files in the archive where they are asked for.
SEES_ARCHIVED: Final = "child:archived"

ACTIONS: Final = frozenset(
    {
        *PURPOSES.values(),
        # Rows of a school's own pupils, beside those that are listed for it.
        "child:attended",
        "agreement:attended",
        SEES_ARCHIVED,
        "identity:reveal",
        "identity:visit",
        "breakGlass:break",
        "breakGlass:review",
        "child:register",
        "child:update",
        "child:move",
        "child:review",
        "child:close",
        "child:reopen",
        "household:update",
        "guardian:add",
        "guardian:update",
        "guardian:depart",
        "guardian:return",
        "benefit:record",
        "visit:record",
        "visit:correct",
        "visit:solve",
        "need:open",
        "need:refer",
        "need:claim",
        "need:close",
        "need:offer",
        "offer:claim",
        "dataAgreement:record",
        "dataAgreement:end",
        "grant:give",
        "grant:revoke",
        "grant:count",
        "service:record",
        "carePlan:set",
        "pairing:set",
        "pairing:end",
        "assessment:request",
        "assessment:record",
        "agreement:draft",
        "agreement:sign",
        "agreement:notice",
        "agreement:replace",
        "carerProblem:report",
        "patrol:record",
        "commission:offer",
        "commission:accept",
        "commission:visit",
        "commission:approve",
        "dutyDivision:agree",
        "screening:record",
        "trainee:enrol",
        "trainee:update",
        "trainee:appoint",
        "trainee:end",
        "trainee:appraise",
        "training:record",
        "trainingSession:hold",
        "report:file",
        "report:amend",
        "report:deliver",
        "report:acknowledge",
        "report:pass",
        "report:close",
        "submission:submit",
        "activity:record",
        "hazardCheck:record",
        "holiday:save",
        "specialNode:save",
        "workReport:send",
        "case:open",
        "case:confer",
        "case:fulfil",
        "case:intervene",
        "case:apply",
        "case:close",
        "case:bring",
        "broughtCase:open",
        "publication:propose",
        "publication:approve",
        "publication:release",
        "publication:withdraw",
        "placement:begin",
        "placement:end",
        "organisation:save",
        "role:assign",
        "tenant:onboard",
        "rulebook:plan",
        "rulebook:apply",
        "policy:apply",
        "access:explain",
        "ledger:import",
        "ledger:export",
        "workLog:add",
        "spotCheck:record",
        "systemUpdate:record",
        "systemUpdate:export",
        "statistics:release",
        "retention:set",
        "legalHold:set",
        "legalHold:lift",
        "erasure:request",
        "erasure:decide",
        "statistics:configure",
        "webhook:register",
        "webhook:enable",
        "webhook:disable",
        "webhook:rotate",
        "webhook:replay",
        "alert:mark",
        "alertSetting:set",
        "messageGateway:set",
        # Steps of escalation that the caller's own place was told of, whatever they are about.
        "escalation:oversee",
        "documents:trust",
    }
)


def asked_for(obj: str, acts: Iterable[str]) -> bool:
    """Tell whether policies know an object (`child`, `child:family`, `role:TOWNSHIP`) and all the actions for it."""
    kind, _, part = obj.partition(":")
    words = set(acts)
    if kind == "role" and part:
        return words == {"assign"} and part in set(Role)
    if part:
        return kind in TYPES and part in set(FieldClass) and words <= {Sight.SHOW, Sight.MASK, GRANT}
    rows = set(RowKind) - {RowKind.NONE} if kind in TYPES else set()
    return all(act in rows or f"{kind}:{act}" in ACTIONS for act in words)
