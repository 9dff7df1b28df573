"""Queries about keeping: the term, holds, and erasures with their proof."""

import strawberry

from schema.answer import answer
from schema.context import Info
from schema.erasure import ERASURES, Erasure, ErasureWhere
from schema.legal_hold import HOLDS, LegalHold, LegalHoldWhere
from schema.paging import Connection
from schema.retention_term import RetentionTerm, in_force
from schema.roots import found, page


@strawberry.type
class KeepingQueries:
    """What may be asked about keeping."""

    @strawberry.field(
        metadata=found(lambda row, _: in_force(row)),
        description="The term after which closed files are archived; null where none was ever set.",
    )
    async def retention_term(self, info: Info) -> RetentionTerm | None:
        """Answer with the term in force."""
        term: RetentionTerm | None = await answer(info)
        return term

    @strawberry.field(metadata=page(HOLDS), description="Holds on files of the viewer's area, the latest first.")
    async def legal_holds(
        self,
        info: Info,
        where: LegalHoldWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[LegalHold]:
        """Answer with a page of holds."""
        return await answer(info)

    @strawberry.field(
        metadata=page(ERASURES),
        description="Requests for erasure in the viewer's area with their proofs, the latest first.",
    )
    async def erasures(
        self,
        info: Info,
        where: ErasureWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Erasure]:
        """Answer with a page of requests and proofs."""
        return await answer(info)
