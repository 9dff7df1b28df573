"""Which rows of a ledger are children on file: by the number's blind index, else by name, birth and village."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import BigInteger, Date, LargeBinary, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.common.locks import lock_number
from care.actions.common.sight import IN_USE
from care.ledgers.columns import BY_KEY
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.kinds.dates import known
from care.ledgers.row import LedgerRow
from records.child import child
from tenants.work import Work

_NUMBER, _NAME, _VILLAGE = (BY_KEY[key].heading for key in ("child.residentId", "child.name", "child.division"))
_LOCKS = select(func.pg_advisory_xact_lock(func.unnest(bindparam("numbers", type_=ARRAY(BigInteger)))))
_BY_NUMBER = select(child.c.id, child.c.division, child.c.resident_id_blind).where(
    child.c.resident_id_blind == any_(bindparam("blinds", type_=ARRAY(LargeBinary))), IN_USE
)
_ASKED = (
    func.unnest(
        bindparam("villages", type_=ARRAY(BigInteger)),
        bindparam("names", type_=ARRAY(Text)),
        bindparam("first", type_=ARRAY(Date)),
        bindparam("last", type_=ARRAY(Date)),
    )
    .table_valued("village", "name", "first", "last", name="asked")
    .render_derived()
)
_BY_PERSON = (
    select(
        child.c.id,
        child.c.division,
        child.c.name,
        child.c.birth_date,
        child.c.birth_date_precision,
        child.c.resident_id_blind,
    )
    .distinct()
    .join(
        _ASKED,
        (child.c.division == _ASKED.c.village)
        & (child.c.name == _ASKED.c.name)
        & child.c.birth_date.between(_ASKED.c.first, _ASKED.c.last),
    )
    .where(IN_USE)
)
Matched = tuple[dict[int, UUID], list[tuple[LedgerRow, Fault]]]


async def match(work: Work, rows: Sequence[LedgerRow], blinds: dict[int, bytes]) -> Matched:
    """Give the children in sight that rows are about, by the rows' numbers, and the rows that cannot be settled.

    `blinds` holds the blind index of each row that has a resident ID number. Whoever enters the same number at the same
    moment waits here.
    """
    await work.all(_LOCKS, numbers=sorted(lock_number(blind) for blind in blinds.values()))
    by_number: dict[bytes, list[asyncpg.Record]] = defaultdict(list)
    for row in await work.all(_BY_NUMBER, blinds=list(blinds.values())):
        by_number[row["resident_id_blind"]].append(row)
    found: dict[int, UUID] = {}
    refused: list[tuple[LedgerRow, Fault]] = []
    others = []
    for ledger_row in rows:
        same = by_number.get(blinds.get(ledger_row.number, b""), [])
        if not same:
            others.append(ledger_row)
        elif len(same) > 1:
            refused.append((ledger_row, fault(FaultCode.SEVERAL_MATCH, _NUMBER)))
        elif same[0]["division"] != ledger_row.child.division:
            refused.append((ledger_row, fault(FaultCode.CHILD_ELSEWHERE, _VILLAGE, village=same[0]["division"])))
        else:
            found[ledger_row.number] = same[0]["id"]
    taken = set(found.values())
    for ledger_row, candidates in await _namesakes(work, others, blinds):
        free = [one for one in candidates if one not in taken]
        if len(free) > 1:
            refused.append((ledger_row, fault(FaultCode.SEVERAL_MATCH, _NAME)))
        elif free:
            found[ledger_row.number] = free[0]
            taken.add(free[0])
    return found, refused


async def _namesakes(
    work: Work, rows: Sequence[LedgerRow], blinds: dict[int, bytes]
) -> list[tuple[LedgerRow, list[UUID]]]:
    """Give, for rows that no number found, the children of that name, birth and village with no other number."""
    if not rows:
        return []
    births = [row.child.birth for row in rows]
    months = [(birth.first.replace(day=1), type(birth)(birth.year, birth.month).last) for birth in births]
    asked: dict[str, Any] = {
        "villages": [row.child.division for row in rows],
        "names": [row.child.name for row in rows],
        "first": [first for first, _ in months],
        "last": [last for _, last in months],
    }
    persons: dict[tuple[int, str], list[asyncpg.Record]] = defaultdict(list)
    for record in await work.all(_BY_PERSON, **asked):
        persons[record["division"], record["name"]].append(record)
    return [
        (
            row,
            [
                one["id"]
                for one in persons.get((row.child.division, row.child.name), ())
                if _may_be(row, one, blinds.get(row.number))
            ],
        )
        for row in rows
    ]


def _may_be(row: LedgerRow, record: asyncpg.Record, blind: bytes | None) -> bool:
    if blind is not None and record["resident_id_blind"] is not None:
        return False  # two numbers, two children
    birth = known(record["birth_date"], record["birth_date_precision"])
    return birth.first <= row.child.birth.last and row.child.birth.first <= birth.last
