"""The mutation of publishing a case, with its payload."""

import strawberry

from care.actions import publish_case as publishing
from schema.context import Info
from schema.inputs.publications import PublishCaseInput
from schema.mutations.commands import command_of
from schema.payloads import Answered, written
from schema.perform import perform
from schema.publication import Publication


@strawberry.type(description="The publication that was written, null when refused.")
class PublicationPayload(Answered):
    """The publication that was written, null when refused."""

    publication: Publication | None = written()


async def publish_case(info: Info, input: PublishCaseInput) -> PublicationPayload:
    """Take a step with the publication of a case."""
    command = command_of(publishing.PublishCase, input, case_id="case", publication_id="publication")
    done: PublicationPayload = await perform(info, publishing.publish_case, command)
    return done


@strawberry.type
class PublicationMutations:
    """The mutation by its name."""

    publish_case: PublicationPayload = strawberry.mutation(
        resolver=publish_case,
        description="Publish a case step by step: a text that is refused while it holds identifiers, approved by a"
        " second person, then released.",
    )
