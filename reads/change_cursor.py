"""The place of a phone in what changed: a snapshot of the transactions it has seen, and where a walk has come to.

A cursor is bound to what its holder may see: with other places, roles or policies it is of no use, and the phone has to
load anew what it may hold now. It is opaque, and a forged one is refused.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from policies.caller import Caller
from reads.errors import BadRead

_LONGEST = 8_000
_TAG = 16
# Of Postgres: the oldest transaction that ran, the next one, and those that ran (pg_snapshot).
_SNAPSHOT = re.compile(r"\d{1,20}:\d{1,20}:(?:\d{1,20}(?:,\d{1,20})*)?")


@dataclass(frozen=True)
class Window:
    """The changes of one walk: committed after `since` was taken and before `upto` was; `began` and `ended` the times.

    `place` is the last change that was given: its transaction, kind and key.
    """

    since: str
    began: datetime
    upto: str
    ended: datetime
    place: tuple[int, str, UUID] | None = None


@dataclass(frozen=True)
class Place:
    """What a cursor holds: what was seen by then, and of a walk that is not at its end the window."""

    since: str
    began: datetime
    window: Window | None = None


def written(place: Place, caller: Caller, key: bytes) -> str:
    """Write a cursor for a caller."""
    window = place.window
    walk = None if window is None or window.place is None else [window.upto, window.ended, *window.place]
    body = orjson.dumps([place.since, place.began, walk])
    return base64.urlsafe_b64encode(_tag(body, caller, key) + body).decode()


def read(text: str, caller: Caller, key: bytes) -> Place:
    """Read a cursor back; raises BadRead for one that was not made for the caller as they stand now."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        whole = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        tag, body = whole[:_TAG], whole[_TAG:]
        if not hmac.compare_digest(tag, _tag(body, caller, key)):
            raise ValueError
        return _place(orjson.loads(body))
    except (ValueError, TypeError, binascii.Error) as error:
        raise start_anew() from error


def start_anew() -> BadRead:
    """Say that the phone has to load anew what it holds, and to begin with a new cursor."""
    return BadRead(
        "BAD_USER_INPUT",
        "游标无效、已超出保留期，或权限已变更：请重新全量加载，并不带 since 重新开始",
        "The cursor is not valid, too old, or was made for other rights: load anew, and begin without since",
        ("since",),
    )


def oldest(snapshot: str) -> int:
    """Give the lowest transaction that a snapshot may not have seen."""
    return int(snapshot.partition(":")[0])


def newest(snapshot: str) -> int:
    """Give the first transaction that had not begun when a snapshot was taken."""
    return int(snapshot.split(":")[1])


def _place(read: Any) -> Place:
    since, began, walk = read
    if walk is None:
        return Place(_snapshot(since), datetime.fromisoformat(began))
    upto, ended, xact, kind, key = walk
    ends = datetime.fromisoformat(ended)
    window = Window(_snapshot(since), datetime.fromisoformat(began), _snapshot(upto), ends, (xact, kind, UUID(key)))
    return Place(window.since, window.began, window)


def _snapshot(text: str) -> str:
    if not _SNAPSHOT.fullmatch(text):
        raise ValueError
    return text


def _tag(body: bytes, caller: Caller, key: bytes) -> bytes:
    permit = caller.permit
    rights = [
        *(caller.tenant, caller.subject, permit.role.value, caller.scope, sorted(map(str, caller.organisations))),
        sorted((kind, row.value) for kind, row in permit.kinds.items()),
        sorted(
            (kind, sorted((one.value, sight.value) for one, sight in c.items())) for kind, c in permit.fields.items()
        ),
    ]
    keyed = hashlib.blake2b(body, key=key, digest_size=_TAG)
    keyed.update(orjson.dumps(rights))
    return keyed.digest()
