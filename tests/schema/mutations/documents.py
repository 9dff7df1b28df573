"""The mutations as a client sends them."""

REFUSED = "userErrors { code message path citation } warnings { code message path citation }"


def mutation(name: str, selection: str) -> str:
    """Write a mutation of one input that selects of its payload."""
    kind = name[0].upper() + name[1:]
    return f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {selection} {REFUSED} }} }}"


REGISTER_CHILD = mutation(
    "registerChild",
    "child { id version name sex ethnicity birthDate residentId division { code name } address schooling notes classes"
    " healthDetails { kind detail grade } categories household { id children { id } }"
    " guardians { id relation name phone } fileStatus riskLevel masked }",
)
UPDATE_CHILD = mutation("updateChild", "child { id version name notes health address }")
MOVE_CHILD = mutation("moveChild", "child { id version division { code name } }")
REVIEW_CLASS = mutation(
    "reviewClass",
    "child { id version classes categories viewerCan"
    " classReviews { childClass category holds since reason decidedBy } }",
)
FILE = (
    "child { id version fileStatus viewerCan"
    " fileHistory { status on reason explanation aftercare aftercareOn decidedBy } }"
)
CLOSE_CHILD_FILE = mutation("closeChildFile", FILE)
REOPEN_CHILD_FILE = mutation("reopenChildFile", FILE)
UPDATE_HOUSEHOLD = mutation(
    "updateHousehold",
    "household { id version incomePerHead socialHelp guardianshipRisk children { riskLevel } viewerCan }",
)
RECORD_BENEFIT = mutation(
    "recordBenefit",
    "benefit { id kind status amount from until received reason child { id } household { id } viewerCan }",
)
ADD_GUARDIAN = mutation("addGuardian", "guardian { id version relation name phone residentId child { id } }")
UPDATE_GUARDIAN = mutation("updateGuardian", "guardian { id version name phone health healthDetail }")
RECORD_DEPARTURE = mutation(
    "recordDeparture", "guardian { id version away { since until purpose division abroad workplace filedOn } }"
)
RECORD_RETURN = mutation("recordReturn", "guardian { id version away { since } }")
VISITS = (
    "visits { id version mode outcome occurredAt precision problems solutions visitor { name } child { id }"
    " corrects { id } } children { id lastHouseholdVisit { id } }"
)
RECORD_VISIT = mutation("recordVisit", VISITS)
CORRECT_VISIT = mutation("correctVisit", VISITS)
RECORD_VISITS = f"mutation($inputs: [RecordVisitInput!]!) {{ recordVisits(inputs: $inputs) {{ {VISITS} {REFUSED} }} }}"
ASSESSED = "assessment { id kind child { id } requestedAt assessor assessedOn riskLevel result viewerCan masked }"
REQUEST_ASSESSMENT = mutation("requestAssessment", ASSESSED)
RECORD_ASSESSMENT = mutation("recordAssessment", ASSESSED)
ENROL_TRAINEE = mutation("enrolTrainee", "trainee { id version name phone post division { code } onDuty assessment }")
RECORD_TRAINING = mutation(
    "recordTraining", "trainee { id version assessment trainings { kind trainerLevel heldOn topics assessment } }"
)
SAVE_ORGANISATION = mutation(
    "saveOrganisation", "organisation { id version name kind department division { code } contactName contactPhone }"
)
ASSIGN_ROLE = mutation("assignRole", "assignment { role division organisation { id } until }")
REVOKE_ROLE = mutation("revokeRole", "assignment { role division }")
