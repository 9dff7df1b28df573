"""The statement that settles: of each part of the file that differs the words of its own, in one statement.

Each part makes what was derived of some children (`{these}`, `{rows}` as JSON) stand on file, and touches nothing that
is there already. A part that is left out costs nothing: not a plan, not a trigger. The visits that made it differ are
written beside it, so that a child is written once.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

PARTS: Final = ("standings", "difficulties", "reasons", "entitlements", "duties", "children")

VISITS: Final = "visits"  # the part that writes visits; it stands before the others

_WORDS: Final = {part: Path(__file__).with_name(f"{part}.sql").read_text(encoding="utf-8") for part in (VISITS, *PARTS)}
_KIN: Final = "kin AS (\n    SELECT id, division, prefecture FROM {schema}.child WHERE id = ANY ({keys})\n)"
_MOVED: Final = """(SELECT count(DISTINCT child_id) FROM (
    SELECT child_id FROM gone_duty UNION ALL SELECT child_id FROM void_duty
    UNION ALL SELECT child_id FROM changed_duty UNION ALL SELECT child_id FROM new_duty
) moved)"""
# No statement sees the rows that it writes.
_VISITED: Final = "(SELECT id, occurred_at FROM {schema}.visit UNION ALL SELECT id, occurred_at FROM fresh_visit)"
_TYPES: Final = {"keys": "uuid[]", "these": "uuid[]", "kinds": "text[]", "rows": "json", "now": "timestamptz",
                 "day": "date", "key": "text", "marked": "boolean"}  # fmt: skip
_NAMED: Final = re.compile(r"\{([a-z.]+)\}")


@dataclass(frozen=True)
class Settling:
    """A statement for some parts. `arguments` are the names of its parameters in their order.

    They are `keys` (all children), `now`, `day`, `kinds` (of duty that are derived), `key` (a UUID version 7), `marked`
    (whether the children count as updated, whatever of them differs), and of each part `PART.these` (its children) and
    `PART.rows`.
    """

    sql: str
    parts: tuple[str, ...]
    arguments: tuple[str, ...]


@cache
def statement(schema: str, parts: tuple[str, ...]) -> Settling:
    """Give the statement for parts, in their order; its row has `moved`."""
    own = (_WORDS[part].replace("{these}", f"{{{part}.these}}").replace("{rows}", f"{{{part}.rows}}") for part in parts)
    words = [_KIN, *own]
    moved = _MOVED if "duties" in parts else "0"
    whole = "WITH " + ",\n".join(words) + f"\nSELECT {moved} AS moved"
    whole = whole.replace("{visit}", _VISITED if VISITS in parts else "{schema}.visit")
    arguments: list[str] = []

    def placed(named: re.Match[str]) -> str:
        name = named[1]
        if name == "schema":
            return f'"{schema}"'
        if name not in arguments:
            arguments.append(name)
        return f"(${arguments.index(name) + 1}::{_TYPES[name.rpartition('.')[2]]})"

    sql = _NAMED.sub(placed, whole)
    return Settling(sql, parts, tuple(arguments))
