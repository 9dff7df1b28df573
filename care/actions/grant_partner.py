"""Grant a partner classes of children's data: for a purpose, until a time, under an agreement in force."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.sight import load_children
from care.actions.common.told import require_rows
from care.actions.partners.grants import Terms, check_terms, give
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import Purpose
from tenants.work import Work

MOST_CHILDREN = 100


@dataclass(frozen=True)
class GrantPartner:
    """Which partner reads which classes of which children, what for and until when."""

    organisation_id: UUID
    child_ids: tuple[UUID, ...]
    field_classes: tuple[str, ...]
    purpose: Purpose
    until: datetime
    idempotency_key: str | None = None


async def grant_partner(work: Work, caller: Caller, command: GrantPartner) -> Done:
    """Let a partner's workers read the children in sight, a grant for each; what several grants give adds up.

    Raises `Refused`: FORBIDDEN for roles without the right and for a class that caller or partner may not have,
    NOT_FOUND for the partner and each child out of sight, RULE_VIOLATION without an agreement in force until the end.
    Source: rules 6.4, 闽民童〔2024〕33号 annex note 2 (FJ-M2).
    """
    require(caller, "grant:give")
    require_rows(caller, "child")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings, asked = Findings(labels=OF_PARTNER), command.child_ids
    if not asked:
        findings.require(("childIds",))
    if len(set(asked)) < len(asked) or len(asked) > MOST_CHILDREN:
        zh, en = f"每名儿童一次，最多{MOST_CHILDREN}名", f"names each child once, {MOST_CHILDREN} at most"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childIds",), zh, en)
    findings.settle()
    children = await load_children(work, caller, asked, ("childIds",))
    terms = Terms(command.organisation_id, command.field_classes, command.purpose, command.until)
    agreements = await check_terms(findings, work, caller, terms, children)
    findings.settle()

    keys = await give(work, caller, findings, terms, children, agreements)
    for key in keys:
        await audit(
            work, caller, "grant:give", object=key, kind="grant", fields=command.field_classes, purpose=command.purpose
        )
    done = Done(tuple(keys), findings.settle())
    await remember(work, caller, command, done)
    return done
