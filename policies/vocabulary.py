"""What policies may speak of: the types that are read and the actions that are taken.

A policy line that names anything else is a fault at load, since a misspelt grant would be a silent denial
and a misspelt denial a silent grant.
"""

from typing import Final

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
        "report",
        "submission",
        "activity",
        "hazardCheck",
        "workReport",
        "workLog",
        "spotCheck",
        "systemUpdate",
    }
)
# Types that hold none: any row kind but none means every row of the caller's tenant (`tenant`: own, or all of them).
COMMON: Final = frozenset({"organisation", "division", "tenant", "viewer", "code", "holiday"})

TYPES: Final = tuple(sorted(PERSONAL | COMMON))

ACTIONS: Final = frozenset(
    {
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
        "training:record",
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
        "workReport:send",
        "organisation:save",
        "role:assign",
        "rulebook:plan",
        "rulebook:apply",
        "ledger:import",
        "ledger:export",
        "workLog:add",
        "spotCheck:record",
        "systemUpdate:record",
        "systemUpdate:export",
    }
)
