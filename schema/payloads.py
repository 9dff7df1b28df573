"""What mutations answer: the object that was written, what was refused, what to mind."""

from typing import ClassVar

import strawberry
from sqlalchemy import select

from policies.caller import Language
from policies.classes import FieldClass
from policies.refusal import ErrorCode, Refusal
from reads.sources import made
from records.visit import visit
from schema.child import Child
from schema.guardian import Guardian
from schema.organisation import Organisation
from schema.tenant import RoleAssignment
from schema.trainee import Trainee
from schema.visit import Visit


@strawberry.type(description="Why an input was refused, or what to mind.")
class UserError:
    """Why an input was refused, or what to mind: a stable code, the input's path, the text in the caller's language."""

    field_class: ClassVar = FieldClass.BASIC

    code: ErrorCode
    message: str
    path: list[str]
    citation: str | None


def user_error(refusal: Refusal, language: Language) -> UserError:
    """Show a refusal or warning in a language."""
    message = refusal.zh if language == "zh" else refusal.en
    return UserError(code=refusal.code, message=message, path=list(refusal.path), citation=refusal.citation)


@strawberry.type(description="The child that was written, null when refused.")
class ChildPayload:
    """The child that was written, null when refused."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    child: Child | None = made(lambda row, keys: row.c.id.in_(keys))
    user_errors: list[UserError]
    warnings: list[UserError]


@strawberry.type(description="The guardian that was written, null when refused.")
class GuardianPayload:
    """The guardian that was written, null when refused."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    guardian: Guardian | None = made(lambda row, keys: row.c.id.in_(keys))
    user_errors: list[UserError]
    warnings: list[UserError]


@strawberry.type(description="The visits that were written with their children; both empty when refused.")
class VisitPayload:
    """The visits that were written with their children; both empty when refused."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    visits: list[Visit] = made(lambda row, keys: row.c.id.in_(keys))
    children: list[Child] = made(lambda row, keys: row.c.id.in_(select(visit.c.child_id).where(visit.c.id.in_(keys))))
    user_errors: list[UserError]
    warnings: list[UserError]


@strawberry.type(description="The trainee that was written, null when refused.")
class TraineePayload:
    """The trainee that was written, null when refused."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    trainee: Trainee | None = made(lambda row, keys: row.c.id.in_(keys))
    user_errors: list[UserError]
    warnings: list[UserError]


@strawberry.type(description="The organisation that was written, null when refused.")
class OrganisationPayload:
    """The organisation that was written, null when refused."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    organisation: Organisation | None = made(lambda row, keys: row.c.id.in_(keys))
    user_errors: list[UserError]
    warnings: list[UserError]


@strawberry.type(description="The role that was assigned or revoked, null when refused.")
class RolePayload:
    """The role that was assigned or revoked, null when refused."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    assignment: RoleAssignment | None = made(lambda row, keys: row.c.id.in_(keys))
    user_errors: list[UserError]
    warnings: list[UserError]
