"""Mutations of trainees, organisations and roles."""

from care.actions import appoint_trainee as appointing
from care.actions import appraise_trainee as appraising
from care.actions import assign_role as assigning
from care.actions import end_appointment as ending
from care.actions import enrol_trainee as enrolling
from care.actions import hold_training as holding
from care.actions import record_training as training
from care.actions import revoke_role as revoking
from care.actions import save_organisation as saving
from care.actions import update_trainee as updating
from schema.context import Info
from schema.inputs.staff import (
    AppointTraineeInput,
    AppraiseTraineeInput,
    AssignRoleInput,
    EndAppointmentInput,
    EnrolTraineeInput,
    HoldTrainingInput,
    RecordTrainingInput,
    RevokeRoleInput,
    SaveOrganisationInput,
    UpdateTraineeInput,
)
from schema.mutations.commands import command_of
from schema.mutations.villages import settling
from schema.payloads import OrganisationPayload, RolePayload, TraineePayload, TrainingSessionPayload
from schema.perform import apart, perform


async def enrol_trainee(info: Info, input: EnrolTraineeInput) -> TraineePayload:
    """Enter somebody into the register of staff."""
    command = command_of(enrolling.EnrolTrainee, input)
    done: TraineePayload = await perform(info, settling(info, enrolling.enrol_trainee, command.division), command)
    return done


async def update_trainee(info: Info, input: UpdateTraineeInput) -> TraineePayload:
    """Change a trainee."""
    command = command_of(updating.UpdateTrainee, input, id="trainee")
    done: TraineePayload = await perform(info, updating.update_trainee, command)
    return done


async def appoint_trainee(info: Info, input: AppointTraineeInput) -> TraineePayload:
    """Appoint a trainee."""
    command = command_of(appointing.AppointTrainee, input, trainee_id="trainee")
    done: TraineePayload = await perform(info, appointing.appoint_trainee, command)
    return done


async def end_appointment(info: Info, input: EndAppointmentInput) -> TraineePayload:
    """End an appointment."""
    command = command_of(ending.EndAppointment, input, trainee_id="trainee", successor_id="trainee")
    done: TraineePayload = await perform(info, ending.end_appointment, command)
    return done


async def appraise_trainee(info: Info, input: AppraiseTraineeInput) -> TraineePayload:
    """Appraise a trainee."""
    command = command_of(appraising.AppraiseTrainee, input, trainee_id="trainee")
    done: TraineePayload = await perform(info, appraising.appraise_trainee, command)
    return done


async def record_training(info: Info, input: RecordTrainingInput) -> TraineePayload:
    """Enter a training of one trainee."""
    command = command_of(training.RecordTraining, input, trainee_id="trainee")
    done: TraineePayload = await perform(info, training.record_training, command)
    return done


async def hold_training(info: Info, input: HoldTrainingInput) -> TrainingSessionPayload:
    """Write a training session."""
    command = command_of(holding.HoldTraining, input, trainee_id="trainee")
    done: TrainingSessionPayload = await perform(info, holding.hold_training, command)
    return done


async def save_organisation(info: Info, input: SaveOrganisationInput) -> OrganisationPayload:
    """Write an organisation."""
    command = command_of(saving.SaveOrganisation, input, id="organisation")
    done: OrganisationPayload = await perform(info, saving.save_organisation, command)
    return done


@apart  # it replaces the mark that believed roles stand by
async def assign_role(info: Info, input: AssignRoleInput) -> RolePayload:
    """Give a role."""
    command = command_of(assigning.AssignRole, input, organisation_id="organisation")
    done: RolePayload = await perform(info, assigning.assign_role, command)
    return done


@apart  # it replaces the mark that believed roles stand by
async def revoke_role(info: Info, input: RevokeRoleInput) -> RolePayload:
    """End a role."""
    command = command_of(revoking.RevokeRole, input, organisation_id="organisation")
    done: RolePayload = await perform(info, revoking.revoke_role, command)
    return done
