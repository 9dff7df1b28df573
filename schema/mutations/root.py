"""The root of what may be changed: every mutation by its name, with the function that answers it."""

import strawberry

from schema.mutations import (
    agreements,
    assessments,
    calendar,
    cases,
    children,
    duties,
    file_records,
    files,
    guardians,
    households,
    reports,
    staff,
    visits,
)
from schema.mutations.access import AccessMutations
from schema.mutations.alerts import AlertMutations
from schema.mutations.brought_cases import BroughtCaseMutations
from schema.mutations.keeping import KeepingMutations
from schema.mutations.needs import NeedMutations
from schema.mutations.partners import PartnerMutations
from schema.mutations.publications import PublicationMutations
from schema.mutations.webhooks import WebhookMutations
from schema.payloads import (
    AgreementPayload,
    AssessmentPayload,
    BenefitPayload,
    CasePayload,
    ChildPayload,
    DutyPayload,
    GuardianPayload,
    HouseholdPayload,
    OrganisationPayload,
    PlacementPayload,
    ReportPayload,
    RolePayload,
    ScreeningRoundPayload,
    TraineePayload,
    TrainingSessionPayload,
    VisitPayload,
    WorkLogPayload,
)
from schema.payloads_of_calendar import (
    ActivityPayload,
    HazardCheckPayload,
    HolidayPayload,
    SpecialNodePayload,
    SubmissionPayload,
    WorkReportPayload,
)


@strawberry.type(description="What may be changed; expected refusals are userErrors, the object is null then.")
class Mutation(
    AccessMutations,
    AlertMutations,
    BroughtCaseMutations,
    KeepingMutations,
    NeedMutations,
    PartnerMutations,
    PublicationMutations,
    WebhookMutations,
):
    """What may be changed; expected refusals are userErrors, the object is null then."""

    register_child: ChildPayload = strawberry.mutation(
        resolver=children.register_child, description="Open the file of a child."
    )
    update_child: ChildPayload = strawberry.mutation(
        resolver=children.update_child, description="Change facts of a child; needs the version it was read at."
    )
    move_child: ChildPayload = strawberry.mutation(
        resolver=children.move_child,
        description="Give a child to another village or county of the tenant; both sides are told.",
    )
    review_class: ChildPayload = strawberry.mutation(
        resolver=children.review_class,
        description="Judge whether a class or a category holds of a child, from which day on and why.",
    )
    close_child_file: ChildPayload = strawberry.mutation(
        resolver=files.close_child_file,
        description="Put a file under review, close or archive it, for a reason; its open duties end. Who may reopen it"
        " finds it in the archive.",
    )
    reopen_child_file: ChildPayload = strawberry.mutation(
        resolver=files.reopen_child_file,
        description="Open a closed or archived file again, whole; duties are owed anew, and who had it listed has not.",
    )
    update_household: HouseholdPayload = strawberry.mutation(
        resolver=households.update_household,
        description="Change facts of a household; needs the version it was read at.",
    )
    record_benefit: BenefitPayload = strawberry.mutation(
        resolver=households.record_benefit,
        description="Record how a benefit stands: entitled, applied for, granted, refused, ended; the past is kept.",
    )
    add_guardian: GuardianPayload = strawberry.mutation(
        resolver=guardians.add_guardian, description="Add a guardian to a child."
    )
    update_guardian: GuardianPayload = strawberry.mutation(
        resolver=guardians.update_guardian, description="Change facts of a guardian; needs the version it was read at."
    )
    record_departure: GuardianPayload = strawberry.mutation(
        resolver=guardians.record_departure, description="Begin an absence of a guardian, with what was filed of it."
    )
    record_return: GuardianPayload = strawberry.mutation(
        resolver=guardians.record_return, description="End the running absence of a guardian; a visit home does not."
    )
    record_visit: VisitPayload = strawberry.mutation(
        resolver=visits.record_visit, description="Record a visit or contact, for several children if need be."
    )
    record_visits: list[VisitPayload] = strawberry.mutation(
        resolver=visits.record_visits, description="Record at most 50 visits brought home offline, each for itself."
    )
    correct_visit: VisitPayload = strawberry.mutation(
        resolver=visits.correct_visit, description="Write a visit anew; the old record stays on file."
    )
    request_assessment: AssessmentPayload = strawberry.mutation(
        resolver=assessments.request_assessment, description="Ask for an assessment of a child."
    )
    record_assessment: AssessmentPayload = strawberry.mutation(
        resolver=assessments.record_assessment,
        description="Record what an assessment found; the level of risk is that of the whole household.",
    )
    record_screening: ScreeningRoundPayload = strawberry.mutation(
        resolver=duties.record_screening,
        description="Record a visit or call for each child of a village's round; says which of them do not count.",
    )
    record_patrol: DutyPayload = strawberry.mutation(
        resolver=duties.record_patrol, description="Record a patrol of a township, on all topics that the rules name."
    )
    record_spot_check: DutyPayload = strawberry.mutation(
        resolver=file_records.record_spot_check,
        description="Record which files of a county were drawn and looked at, and what was found of each.",
    )
    record_system_update: DutyPayload = strawberry.mutation(
        resolver=file_records.record_system_update,
        description="Record that a county brought the system of record up to date; the receipt settles the duty.",
    )
    add_work_log_line: WorkLogPayload = strawberry.mutation(
        resolver=file_records.add_work_log_line,
        description="Add to the work log what was done and stands in no other record.",
    )
    commission_visit: DutyPayload = strawberry.mutation(
        resolver=duties.commission_visit,
        description="Offer a household visit to the township where the child lives, where a rule allows it.",
    )
    accept_commission: DutyPayload = strawberry.mutation(
        resolver=duties.accept_commission, description="Take over a visit that was offered; it is owed from then on."
    )
    approve_phone_substitute: DutyPayload = strawberry.mutation(
        resolver=duties.approve_phone_substitute,
        description="Let one call stand in for the visit to a child that lives elsewhere, for a stated reason.",
    )
    agree_division_of_duties: DutyPayload = strawberry.mutation(
        resolver=duties.agree_division_of_duties,
        description="Record what the counties of residence and of hukou have agreed on for a child.",
    )
    file_report: ReportPayload = strawberry.mutation(
        resolver=reports.file_report,
        description="File a mandatory report; the law of the place says who gets it and until when.",
    )
    acknowledge_report: ReportPayload = strawberry.mutation(
        resolver=reports.acknowledge_report, description="Accept a report for a recipient, with measures if any."
    )
    pass_on_report: ReportPayload = strawberry.mutation(
        resolver=reports.pass_on_report, description="Address a report to further recipients."
    )
    record_delivery: ReportPayload = strawberry.mutation(
        resolver=reports.record_delivery,
        description="Record that a report was handed over by phone, on paper, in person.",
    )
    amend_report: ReportPayload = strawberry.mutation(
        resolver=reports.amend_report,
        description="Add circumstances and children that became known later; nothing can be taken away.",
    )
    close_report: ReportPayload = strawberry.mutation(
        resolver=reports.close_report, description="Close a report with the result that the reporter may read."
    )
    submit: SubmissionPayload = strawberry.mutation(
        resolver=calendar.submit, description="Hand in what the calendar asks for; late is late, until it closes."
    )
    record_safety_event: DutyPayload = strawberry.mutation(
        resolver=calendar.record_safety_event,
        description="Record a safety event, a talk or a school's lecture; says when it counts for no duty.",
    )
    record_activity: ActivityPayload = strawberry.mutation(
        resolver=calendar.record_activity,
        description="Record what was held for children, in the holidays or otherwise, such as by a children's home.",
    )
    record_hazard_check: HazardCheckPayload = strawberry.mutation(
        resolver=calendar.record_hazard_check,
        description="Record a check of an organisation or of a water, with what was wanting.",
    )
    mend_hazard: HazardCheckPayload = strawberry.mutation(
        resolver=calendar.mend_hazard, description="Record that what a check found wanting was put right."
    )
    save_holiday: HolidayPayload = strawberry.mutation(
        resolver=calendar.save_holiday, description="Write when the schools of a place are closed."
    )
    send_work_report: WorkReportPayload = strawberry.mutation(
        resolver=calendar.send_work_report,
        description="Send a director's work report to those whom the rules name.",
    )
    draft_agreement: AgreementPayload = strawberry.mutation(
        resolver=agreements.draft_agreement, description="Draft what parents and carer of a child are about to sign."
    )
    sign_agreement: AgreementPayload = strawberry.mutation(
        resolver=agreements.sign_agreement,
        description="Sign, witness and file an agreement; without a witness that the rules ask it stays a draft.",
    )
    report_carer_problem: AgreementPayload = strawberry.mutation(
        resolver=agreements.report_carer_problem,
        description="Record what is wrong with a carer and the steps that were taken, in the order of the rules.",
    )
    notice_carer: AgreementPayload = strawberry.mutation(
        resolver=agreements.notice_carer,
        description="Record a change of what was agreed, and that village committee and school were told.",
    )
    replace_carer: AgreementPayload = strawberry.mutation(
        resolver=agreements.replace_carer, description="End an agreement and draft the next with another carer."
    )
    open_case: CasePayload = strawberry.mutation(
        resolver=cases.open_case, description="Open the case of a child, from reports or without one."
    )
    hold_conference: CasePayload = strawberry.mutation(
        resolver=cases.hold_conference, description="Record a conference; each of its decisions becomes a duty."
    )
    complete_decision: CasePayload = strawberry.mutation(
        resolver=cases.complete_decision, description="Say that what a conference decided was done."
    )
    record_intervention: CasePayload = strawberry.mutation(
        resolver=cases.record_intervention, description="Record what was done in a case."
    )
    place_child: PlacementPayload = strawberry.mutation(
        resolver=cases.place_child,
        description="Place the child of a case; a placement that runs ends when the new one starts.",
    )
    end_placement: PlacementPayload = strawberry.mutation(resolver=cases.end_placement, description="End a placement.")
    record_court_application: CasePayload = strawberry.mutation(
        resolver=cases.record_court_application,
        description="Record an application to revoke guardianship, or since when its ground holds: it is owed in time.",
    )
    close_case: CasePayload = strawberry.mutation(
        resolver=cases.close_case, description="Close a case with what came of it."
    )
    save_special_node: SpecialNodePayload = strawberry.mutation(
        resolver=calendar.save_special_node,
        description="Write between which days the children of a place are visited more often, where a rule says so.",
    )
    enrol_trainee: TraineePayload = strawberry.mutation(
        resolver=staff.enrol_trainee, description="Enter somebody into the register of staff, not yet assessed."
    )
    hold_training: TrainingSessionPayload = strawberry.mutation(
        resolver=staff.hold_training, description="Write down a training session with those who attended it."
    )
    update_trainee: TraineePayload = strawberry.mutation(
        resolver=staff.update_trainee, description="Change what the register says of a trainee."
    )
    appoint_trainee: TraineePayload = strawberry.mutation(
        resolver=staff.appoint_trainee, description="Appoint a trainee to villages; who must be assessed first is not."
    )
    end_appointment: TraineePayload = strawberry.mutation(
        resolver=staff.end_appointment, description="End an appointment and hand the caseload over."
    )
    appraise_trainee: TraineePayload = strawberry.mutation(
        resolver=staff.appraise_trainee, description="Write the appraisal of a year."
    )
    record_training: TraineePayload = strawberry.mutation(
        resolver=staff.record_training, description="Enter one trainee's training, or the result of its assessment."
    )
    save_organisation: OrganisationPayload = strawberry.mutation(
        resolver=staff.save_organisation, description="Write an organisation with its contact on duty."
    )
    assign_role: RolePayload = strawberry.mutation(
        resolver=staff.assign_role, description="Give a role that the caller may give, inside the caller's areas."
    )
    revoke_role: RolePayload = strawberry.mutation(
        resolver=staff.revoke_role, description="End a role that the caller may give."
    )
