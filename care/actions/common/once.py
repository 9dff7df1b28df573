"""Once only: a repeated request gets the first answer again, however often and however late it comes.

An `idempotencyKey` is remembered for at least 72 hours, a `clientId` for ever (contract.graphql, above the inputs).
What is kept is the keys of the objects, so that a replay reads them again under today's permit. A refusal is not kept:
its transaction rolls back, and the next request is evaluated anew.
"""

import hashlib
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.locks import lock, lock_number
from care.actions.common.texts import check_texts
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal
from records.journal import idempotency_key as kept
from tenants.fixed import Fixed, from_rows
from tenants.work import Work

LONGEST_KEY = 255

_KEPT = Fixed(
    select(kept).where(kept.c.subject == bindparam("subject"), kept.c.key == any_(bindparam("keys", type_=ARRAY(Text))))
)
_REMEMBERED = Fixed(from_rows(kept, "subject", "key", "from_client", "action", "body_hash", "answer", "at"))

# A key and whether it is a client's own id, which lasts for ever.
Key = tuple[str, bool]


class Command(Protocol):
    """The input of an action; a `client_id` is a second, lasting name of the same request."""

    @property
    def idempotency_key(self) -> str | None:
        """The key that the client chose for this request."""


async def replayed(work: Work, caller: Caller, command: Command) -> Done | None:
    """Give the answer that this request already got, None when it is new; the same request at once waits here.

    Raises `Refused`: BAD_USER_INPUT for a malformed key and for texts that cannot be kept as they are,
    IDEMPOTENCY_KEY_REUSED when the key came with another body.
    """
    check_texts(command)
    keys = _keys(command)
    if not keys:
        return None
    await lock(work, *sorted(_number(work, caller, key) for key in keys))
    found = await work.all(_KEPT, subject=caller.subject, keys=[key for key, _ in keys])
    rows = [row for row in found if (row["key"], row["from_client"]) in keys]
    body = _fingerprint(work, command)
    findings = Findings()
    for row in rows:
        if row["action"] != _action(command) or row["body_hash"] != body:
            path = ("clientId",) if row["from_client"] else ("idempotencyKey",)
            zh, en = "已用于内容不同的请求", "was used for a request with another body"
            findings.refuse(ErrorCode.IDEMPOTENCY_KEY_REUSED, path, zh, en)
    findings.settle()
    if not rows:
        return None
    done = _read(rows[0]["answer"])
    await _keep(work, caller, command, done, keys - {(row["key"], row["from_client"]) for row in rows})
    return done


async def remember(work: Work, caller: Caller, command: Command, done: Done) -> None:
    """Keep the answer under the request's keys, if it has any, by the transaction's last statement."""
    await _keep(work, caller, command, done, _keys(command))


async def _keep(work: Work, caller: Caller, command: Command, done: Done, keys: set[Key]) -> None:
    if not keys:
        return
    common = {
        "subject": caller.subject,
        "action": _action(command),
        "body_hash": f"\\x{_fingerprint(work, command).hex()}",
        "answer": orjson.Fragment(_write(done)),
        "at": work.now,
    }
    work.last(_REMEMBERED, [{**common, "key": key, "from_client": lasting} for key, lasting in keys])


def _keys(command: Command) -> set[Key]:
    findings = Findings()
    keys: set[Key] = set()
    key: str | None = command.idempotency_key
    if key is not None:
        if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
            zh, en = f"应为1至{LONGEST_KEY}个可见字符", f"must have 1 to {LONGEST_KEY} printable characters"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("idempotencyKey",), zh, en)
        keys.add((key, False))
    client_id: str | None = getattr(command, "client_id", None)
    if client_id is not None:
        try:
            keys.add((str(UUID(client_id)), True))
        except ValueError:
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("clientId",), "应为UUID", "must be a UUID")
    findings.settle()
    return keys


def _action(command: Command) -> str:
    return type(command).__name__


def _fingerprint(work: Work, command: Command) -> bytes:
    """Give the keyed hash of the body: a plain hash would betray a number whose other digits are known."""
    body: Any = replace(command, idempotency_key=None)  # type: ignore[type-var]
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)
    return work.keys.blind(hashlib.sha256(text).hexdigest())


def _number(work: Work, caller: Caller, key: Key) -> int:
    name = "\x00".join((work.tenant.schema, caller.subject, key[0], str(key[1])))
    return lock_number(name.encode())


def _write(done: Done) -> str:
    # asyncpg's UUIDs are a subclass, which orjson leaves to `default`.
    return orjson.dumps(done, default=str).decode()


def _read(answer: str) -> Done:
    kept_answer = orjson.loads(answer)
    return Done(
        ids=tuple(map(UUID, kept_answer["ids"])),
        warnings=tuple(
            Refusal(ErrorCode(one["code"]), tuple(one["path"]), one["zh"], one["en"], one["citation"])
            for one in kept_answer["warnings"]
        ),
    )
