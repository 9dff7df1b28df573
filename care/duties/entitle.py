"""Writes what children are entitled to, by one statement beside the settling of what is owed to them."""

from collections.abc import Sequence
from pathlib import Path

import orjson

from care.duties.derived import Derived
from care.duties.entitlements import entitlements
from care.duties.facts import Facts
from care.duties.law import Law
from records.codes import ChildClass
from tenants.work import Work

_SQL = Path(__file__).with_name("entitle.sql").read_text(encoding="utf-8")


async def entitle(work: Work, law: Law, derived: Sequence[tuple[Facts, Derived]]) -> None:
    """Write the entitlements of children whose rows are locked, and take away those that rest on nothing any more."""
    rows = []
    for facts, one in derived:
        for found in entitlements(one.classified, law.at(facts.division, work.now.date())):
            of_class = isinstance(found.ground, ChildClass)
            rows.append(
                {
                    "child_id": facts.id,
                    "class": found.ground if of_class else None,
                    "category": None if of_class else found.ground,
                    "kinds": found.kinds,
                    "since": found.since,
                    "basis": found.basis,
                    "citation": found.citation,
                    "rule_version": one.rule_version,
                }
            )
    sql = _SQL.replace("{schema}", f'"{work.tenant.schema}"')
    given = orjson.dumps(rows, default=str).decode()
    await work.connection.execute(sql, given, [facts.id for facts, _ in derived])
