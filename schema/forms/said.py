"""Which rules speak of which member of a form: the one table that ties forms to rulebook keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from records.codes import AgreementField, Code, FormKind


@dataclass(frozen=True)
class Said:
    """What rules say of one member (`path` with dots).

    Where a rule of `asked_by` stands (a flag that is true, a list; with `code`, a list that names it) the member is
    required. `options` is the key whose codes may be chosen, in its case `case`. `hints` are keys whose sentence stands
    beside the member.
    """

    path: str
    asked_by: tuple[str, ...] = ()
    code: Code | None = None
    options: str | None = None
    case: str | None = None
    hints: tuple[str, ...] = ()


# The mutation that each form fills.
MUTATIONS: Final[Mapping[FormKind, str]] = {
    FormKind.CHILD: "registerChild",
    FormKind.VISIT: "recordVisit",
    FormKind.SCREENING: "recordScreening",
    FormKind.PATROL: "recordPatrol",
    FormKind.REPORT: "fileReport",
    FormKind.DEPARTURE: "recordDeparture",
    FormKind.AGREEMENT: "draftAgreement",
    FormKind.TRAINING: "recordTraining",
    FormKind.SAFETY_EVENT: "recordSafetyEvent",
    FormKind.HAZARD_CHECK: "recordHazardCheck",
    FormKind.NEED: "openNeed",
    FormKind.SERVICE: "recordService",
    FormKind.CARE_PLAN: "setCarePlan",
    FormKind.CONFERENCE: "holdConference",
    FormKind.INTERVENTION: "recordIntervention",
    FormKind.PLACEMENT: "placeChild",
    FormKind.COURT_APPLICATION: "recordCourtApplication",
}


def _holds(field: AgreementField, path: str, *hints: str) -> Said:
    return Said(path, asked_by=("care.fields",), code=field, hints=hints)


_FILED, _FILED_WITH = ("care.departureFiling",), ("care.departureFiledWith",)
_TRAINED = ("training.director.perYear", "training.supervisor.perYear", "training.fullCoverage")

SAID: Final[Mapping[FormKind, tuple[Said, ...]]] = {
    FormKind.CHILD: (
        Said("birthDate", hints=("leftBehind.ageUnder", "difficulty.age")),
        Said("division", hints=("cover.place",)),
        Said("hukouType", hints=("leftBehind.ruralHukou",)),
        Said("health.grade", hints=("difficulty.disabilityGrade", "difficulty.disabilityCard")),
        Said("categories.category", hints=("difficulty.judged", "class.byHand")),
        Said("guardians.specialStatus", hints=("leftBehind.incapacity", "leftBehind.incapacityJudged")),
    ),
    # What a visit must find out comes from visit.fields and visit.classFields, see `ruled`.
    FormKind.VISIT: (
        Said("mode", hints=("visit.nonresident",)),
        Said("problems", hints=("visit.problemsCoordinated",)),
        Said("findings.psychologicalNeeds", hints=("visit.psychologicalNeeds",)),
        Said("findings.talkedWithChild", options="visit.talk", case="CHILD"),
        Said("findings.talkedWithGuardian", options="visit.talk", case="GUARDIAN"),
    ),
    FormKind.SCREENING: (
        Said(
            "entries.mode",
            options="screening.methods",
            hints=("screening.village.maxInterval", "screening.phoneAllowed", "screening.visitAlways"),
        ),
    ),
    FormKind.PATROL: (
        Said(
            "topics",
            asked_by=("patrol.township.topics",),
            options="patrol.township.topics",
            hints=("patrol.township.maxInterval",),
        ),
    ),
    FormKind.REPORT: (
        Said("circumstance", hints=("emergency.urgency",)),
        Said("withoutRecipients", hints=("emergency.recipients",)),
        Said("severity", hints=("serious.recipients", "serious.urgency")),
        Said("reporterKind", hints=("emergency.dutyHolders",)),
    ),
    FormKind.DEPARTURE: (
        Said("since", hints=("leftBehind.monthsAway",)),
        Said("purpose", hints=("leftBehind.purpose",)),
        Said("division", hints=("leftBehind.distance", "leftBehind.excluded")),
        Said("workplace", hints=_FILED),
        Said("contact", hints=_FILED),
        Said("filedOn", hints=_FILED_WITH),
        Said("filedWithSchool", hints=_FILED_WITH),
    ),
    FormKind.AGREEMENT: (
        Said(
            "instrument",
            asked_by=("care.instrument",),
            options="care.instrument",
            hints=("care.guides", "care.witness", "care.explained", "care.filed", "care.schoolCopy"),
        ),
        _holds(AgreementField.CHILD, "childId"),
        _holds(AgreementField.ENTRUSTER, "entrusterName"),
        _holds(AgreementField.ENTRUSTER_WORKPLACE, "entrusterWorkplace"),
        _holds(AgreementField.ENTRUSTER_CONTACT, "entrusterPhone"),
        _holds(AgreementField.CARER, "carerName"),
        _holds(AgreementField.CARER_CONTACT, "carerPhone", "care.communication", "care.changeNotice"),
        _holds(AgreementField.CARER_RELATION, "relation", "care.supervises", "care.steps"),
        _holds(AgreementField.REASON, "reason"),
        _holds(AgreementField.TERM, "startsOn"),
        _holds(AgreementField.TERM, "endsOn"),
        _holds(AgreementField.OTHER_TERMS, "otherTerms"),
        Said("justification", asked_by=("care.reasonRequired",), hints=("care.reasonRequired",)),
        Said("childHeardOn", hints=("care.childHeard",)),
        Said("childNotHeardReason", hints=("care.childHeard",)),
        Said("criteria", asked_by=("care.criteria",), options="care.criteria"),
    ),
    FormKind.SAFETY_EVENT: (
        Said("kind", hints=("safety.event.perYear", "safety.talk.perHoliday", "safety.lecture.beforeHoliday")),
        Said("topics", asked_by=("safety.topics",), options="safety.topics"),
    ),
    FormKind.HAZARD_CHECK: (
        Said("items", options="hazard.items"),
        Said("waterItems", options="hazard.water"),
    ),
    FormKind.TRAINING: (
        Said("trainerLevel", hints=("training.trainer", "training.organised", "training.demonstration.perYear")),
        Said("heldOn", hints=_TRAINED),
        Said("topics", hints=("training.topics",)),
        Said("assessment", hints=("training.examBeforeDuty",)),
    ),
    FormKind.NEED: (Said("kind", options="services", hints=("needs.list",)),),
    FormKind.SERVICE: (Said("purchasedAs", options="services.purchased", hints=("services.purchased",)),),
    FormKind.CARE_PLAN: (Said("measures", hints=("carePlan",)),),
    FormKind.CONFERENCE: (
        Said("decisions", hints=("conference",)),
        Said("plan", hints=("conference.plan",)),
    ),
    FormKind.INTERVENTION: (Said("kind", options="interventions"),),
    FormKind.PLACEMENT: (
        Said("kind", options="placements", hints=("placement.assessments",)),
        Said("agreementSignedOn", hints=("placement.agreement",)),
        Said("plan", hints=("conference.plan",)),
    ),
    FormKind.COURT_APPLICATION: (
        Said("since", hints=("guardianship.revocation.notFound", "guardianship.revocation.refusal")),
    ),
}
