"""Queries about publications of cases."""

import strawberry

from schema.answer import answer
from schema.context import Info
from schema.paging import Connection
from schema.publication import PUBLICATIONS, PUBLISHED, Publication, PublicationWhere, PublishedCase
from schema.roots import page


@strawberry.type
class PublicationQueries:
    """What may be asked about publications of cases."""

    @strawberry.field(
        metadata=page(PUBLICATIONS),
        description="Publications of the viewer's cases, whatever their stage: for those who propose and judge them.",
    )
    async def publications(
        self,
        info: Info,
        where: PublicationWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Publication]:
        """Answer with a page of publications, the latest first."""
        return await answer(info)

    @strawberry.field(metadata=page(PUBLISHED), description="Cases that were released, for everybody of the tenant.")
    async def published_cases(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[PublishedCase]:
        """Answer with a page of released cases, the latest first."""
        return await answer(info)
