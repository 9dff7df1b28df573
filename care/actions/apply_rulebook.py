"""Apply rulebooks to a tenant: their texts are kept by hash, and every child they reach is to be derived anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.rulebooks.proposal import File, Proposal, Text, propose, read, shipped
from care.actions.rulebooks.walks import begin
from care.divisions.scope import covers
from care.duties.law import forget_law, law_of
from care.rulebooks.layer import Layer
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.ids import uuid7
from records.rulebook import applied_rulebook
from tenants.work import Work

ACTION = "rulebook:apply"
STANDING = select(applied_rulebook.c.division, applied_rulebook.c.digest).where(
    applied_rulebook.c.replaced_at.is_(None)
)


@dataclass(frozen=True)
class ApplyRulebook:
    """A file (name, text) to apply; without one, all shipped texts that hold in the tenant's place.

    With `only_missing` a place that has a text of its own keeps it.
    """

    file: File | None = None
    only_missing: bool = False


async def apply_rulebook(work: Work, caller: Caller, command: ApplyRulebook) -> Proposal:
    """Apply rulebooks; a text that is applied already changes nothing. Gives the law before and after.

    Runs in the whole tenant's scope. A tenant that applied nothing yet takes over the shipped texts too; that alone
    changes no law, so nobody is told and no child is derived anew. Raises `Refused`, and `RulebookError` with
    everything that is wrong with the files.
    """
    require(caller, ACTION)
    # Whoever has read the law ends before it changes, and with it all that was derived from the law as it was: so the
    # walk that begins now misses no child.
    await work.connection.execute(f'LOCK TABLE "{work.tenant.schema}".applied_rulebook IN ACCESS EXCLUSIVE MODE')
    proposal = await proposed(work, command)
    kept = {one.layer: await _keep(work, caller, one) for one in await _new(work, proposal.texts)}
    places = {now: place_of(work.tenant.division, now) for _, now in proposal.changes}
    if places:
        await begin(work, places.values(), " ".join(f"{now.id}@{now.digest}" for now in places))
    for now, place in places.items():
        await announce(work, "RULEBOOK_CHANGED", subject_kind="rulebook", subject=kept[now], division=place)
    return proposal


async def proposed(work: Work, command: ApplyRulebook) -> Proposal:
    """Give the law of the work's tenant as it is and as the command would make it. Raises `RulebookError`."""
    division = work.tenant.division
    named = read([command.file]) if command.file else ()
    standing = {row["division"] for row in await work.all(STANDING)}
    if not named or not standing:
        kept = {one.layer.header.division for one in named} | (standing if command.only_missing else set())
        texts = (*(one for one in shipped(division) if one.layer.header.division not in kept), *named)
    else:
        texts = named
    return propose(division, (await law_of(work)).library, texts, named)


def place_of(tenant: int, layer: Layer) -> int:
    """Give the part of a tenant's place in which a layer holds."""
    code = layer.header.division
    return code if code is not None and covers([tenant], code) else tenant


async def _new(work: Work, texts: Iterable[Text]) -> list[Text]:
    """Give the texts that do not stand as they are already."""
    standing = {(row["division"], row["digest"]) for row in await work.all(STANDING)}
    return [one for one in texts if (one.layer.header.division, one.layer.digest) not in standing]


async def _keep(work: Work, caller: Caller, one: Text) -> UUID:
    columns, key, header = applied_rulebook.c, uuid7(), one.layer.header
    same = columns.division.is_not_distinct_from(header.division)
    await work.run(update(applied_rulebook).where(same, columns.replaced_at.is_(None)).values(replaced_at=work.now))
    await work.run(
        insert(applied_rulebook).values(
            id=key,
            layer=header.id,
            division=header.division,
            digest=one.layer.digest,
            text=one.text,
            applied_at=work.now,
            applied_by=caller.subject,
        )
    )
    forget_law(work)
    await audit(work, caller, ACTION, object=key, kind="rulebook", reason=header.id, rule_version=one.layer.digest)
    return key
