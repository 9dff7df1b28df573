"""Say which documents a tenant trusts, and whether it answers no others."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from care.actions.common.locks import lock, lock_number
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.trusted_document import trusted_document, trusted_set
from tenants.work import Work

ACTION = "documents:trust"
MOST = 1_000  # documents: every process holds their texts


@dataclass(frozen=True)
class TrustDocuments:
    """What to change: texts by the hash of each, hashes to trust no more, and whether no others are answered.

    The texts have been found valid. `demanded` is None where that stays as it is.
    """

    add: Mapping[str, str] = field(default_factory=dict)
    remove: Iterable[str] = ()
    demanded: bool | None = None


@dataclass(frozen=True)
class Trusting:
    """How it stands: the version, how many documents are trusted, and whether no others are answered."""

    version: int
    documents: int
    demanded: bool


async def trust_documents(work: Work, caller: Caller, command: TrustDocuments) -> Trusting:
    """Change what is trusted, as a new version.

    Raises `Refused` when the caller may not, for a hash that is not its text's, for one that is not trusted, for too
    many documents, and where nothing would be answered any more.
    """
    require(caller, ACTION)
    await lock(work, lock_number(b"trusted documents " + work.tenant.schema.encode()))
    last = await work.one(select(trusted_set).order_by(trusted_set.c.version.desc()).limit(1))
    version, demanded = (0, False) if last is None else (last["version"], last["demanded"])
    demanded = demanded if command.demanded is None else command.demanded
    row = {"version": version + 1, "demanded": demanded, "set_by": caller.subject, "set_at": work.now}
    await work.run(insert(trusted_set).values(**row))
    await _add(work, command.add, version + 1)
    await _remove(work, list(command.remove), version + 1)
    documents = await work.value(select(func.count()).where(trusted_document.c.removed.is_(None)))
    if documents > MOST:
        raise _refused(ErrorCode.BAD_USER_INPUT, "add", f"至多登记 {MOST} 个查询", f"At most {MOST} documents")
    if demanded and not documents:
        zh, en = "没有已登记的查询，将拒绝一切请求", "No document is trusted: every request would be refused"
        raise _refused(ErrorCode.CONFLICT, "demanded", zh, en)
    told = f"version {version + 1}: {documents} documents, {'no others' if demanded else 'others too'}"
    await audit(work, caller, ACTION, object=None, kind="documents", reason=told)
    return Trusting(version + 1, documents, demanded)


async def _add(work: Work, texts: Mapping[str, str], version: int) -> None:
    for key, body in texts.items():
        if hashlib.sha256(body.encode()).hexdigest() != key:
            zh, en = f"{key} 不是其文本的 SHA-256", f"{key} is not the SHA-256 of its text"
            raise _refused(ErrorCode.BAD_USER_INPUT, "add", zh, en)
    adding = upsert(trusted_document)
    again = {"added": adding.excluded.added, "removed": None}
    adding = adding.on_conflict_do_update(
        index_elements=[trusted_document.c.hash], set_=again, where=trusted_document.c.removed.is_not(None)
    )
    await work.many(adding, [{"hash": key, "body": body, "added": version} for key, body in texts.items()])


async def _remove(work: Work, hashes: list[str], version: int) -> None:
    table = trusted_document.c
    removing = update(trusted_document).where(table.hash.in_(hashes), table.removed.is_(None)).values(removed=version)
    if hashes and await work.run(removing) != len(set(hashes)):
        raise _refused(ErrorCode.NOT_FOUND, "remove", "其中有未登记的查询", "One of them is not trusted")


def _refused(code: ErrorCode, member: str, zh: str, en: str) -> Refused:
    return Refused(Refusal(code, (member,), zh, en))
