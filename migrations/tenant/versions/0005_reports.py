"""Mandatory reports: seen by place by who oversees, by name by who reported or is addressed; the reporter by nobody."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import (
    NOW,
    READERS,
    SUBJECT,
    by_area,
    by_link,
    by_subject,
    grant,
    grant_usual,
    guard,
    policy,
)

revision = "0005"
down_revision = "0004"

OF_REPORT = ("report_child", "report_recipient")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0005_reports.sql", schema())
    guard("report")
    by_area("report")
    by_link("report", "report", "id")
    _listed_for_area()
    grant_usual("report")
    for table in OF_REPORT:
        guard(table)
        for login in READERS:
            policy(table, login.lower(), login, "SELECT", using=_with_its_report(table))
        policy(table, "writer", "WRITER", "ALL", using=_with_its_report(table), check=_with_its_report(table))
        grant_usual(table)
    guard("report_reporter")
    sealed = _with_its_report("report_reporter")
    policy("report_reporter", "writer", "WRITER", "ALL", using=sealed, check=sealed)
    grant("report_reporter", "SELECT, INSERT", "WRITER")
    _links()


def _listed_for_area() -> None:
    """Let callers who see places also see the reports that were listed for them by name.

    A director reports of any place and reads the own reports; a committee reads what is addressed to it.
    """
    links = f'"{schema()}".access_link g'
    listed = f"g.subject = {SUBJECT} AND g.kind = 'report' AND g.until > {NOW}"
    using = f"id = ANY (ARRAY(SELECT g.object FROM {links} WHERE {listed}))"  # noqa: S608 (names of our own)
    policy("report", "listed", "AREA", "SELECT", using=using)
    by_subject("access_link", ("AREA",))


def _with_its_report(table: str) -> str:
    """Write that a row is seen with its report: the inner select is bound by the report's own policies."""
    return f'EXISTS (SELECT FROM "{schema()}".report r WHERE r.id = "{schema()}".{table}.report_id)'


def _links() -> None:
    """Let the writer list reports in sight, as it lists children; nobody else sees for whom they are listed."""
    seen = f"kind = 'report' AND EXISTS (SELECT FROM \"{schema()}\".report r WHERE r.id = access_link.object)"
    policy("access_link", "writer_report", "WRITER", "ALL", using=seen, check=seen)
