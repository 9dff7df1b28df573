"""Row-level security and grants of a tenant's tables, as a revision asks for them.

One policy per login, never two kinds of caller in one: the planner would carry the one's sub-selects into the other's
plans. `coalesce` keeps the planner's estimate of the scope test high, and with it the ordered index scans. A connection
that never said who asks sees no row: the settings are then NULL, or empty after an earlier transaction.
"""

from collections.abc import Sequence

from alembic import op

from migrations.tenant.place import role, schema

SCOPE = "(SELECT nullif(current_setting('app.scope', true), '')::int8multirange)"
SUBJECT = "(SELECT nullif(current_setting('app.subject', true), ''))"
NOW = "(SELECT nullif(current_setting('app.now', true), '')::timestamptz)"

READERS = ("AREA", "LINK")


def guard(table: str) -> None:
    """Close a table: from here on only its policies open it."""
    op.execute(f"ALTER TABLE {_place(table)} ENABLE ROW LEVEL SECURITY")


def by_area(table: str, division: str = "division") -> None:
    """Let `_area` read and `_writer` write the rows whose division is in the caller's scope."""
    _inside(table, division, "")


def here_too(table: str, division: str) -> None:
    """Let the place in a second column read and write the row as well: policies of one login add up."""
    _inside(table, division, "_here_too")


def _inside(table: str, division: str, suffix: str) -> None:
    inside = f"coalesce({division} <@ {SCOPE}, false)"
    policy(table, f"area{suffix}", "AREA", "SELECT", using=inside)
    policy(table, f"writer{suffix}", "WRITER", "ALL", using=inside, check=inside)


def by_link(table: str, kind: str, key: str) -> None:
    """Let `_link` read the rows whose `key` names an object that was listed for the caller.

    The listed table itself (key `id`) is read through an array of keys, its dependants through the grant's own key:
    measured as the forms that keep index scans.
    """
    listed = f"g.subject = {SUBJECT} AND g.kind = '{kind}' AND g.until > {NOW}"
    links = f"{_place('access_link')} g"
    if key == "id":
        using = f"id = ANY (ARRAY(SELECT g.object FROM {links} WHERE {listed}))"  # noqa: S608 (names of our own)
    else:
        using = f"EXISTS (SELECT FROM {links} WHERE {listed} AND g.object = {_place(table)}.{key})"
    policy(table, "link", "LINK", "SELECT", using=using)


def listed_for_area(table: str, kind: str) -> None:
    """Let callers who see places read the rows, too, that were listed for them by name."""
    listed = f"g.subject = {SUBJECT} AND g.kind = '{kind}' AND g.until > {NOW}"
    using = f"id = ANY (ARRAY(SELECT g.object FROM {_place('access_link')} g WHERE {listed}))"  # noqa: S608 (own names)
    policy(table, "listed", "AREA", "SELECT", using=using)


def by_subject(table: str, logins: Sequence[str], command: str = "SELECT") -> None:
    """Let logins reach the rows that are about the caller itself."""
    own = f"subject = {SUBJECT}"
    for login in logins:
        checked = own if command in ("ALL", "INSERT", "UPDATE") else None
        policy(table, f"own_{login.lower()}", login, command, using=own, check=checked)


def policy(
    table: str, name: str, login: str, command: str, *, using: str | None = None, check: str | None = None
) -> None:
    """Create one policy for one login."""
    parts = [f"CREATE POLICY {name} ON {_place(table)} FOR {command} TO {_quoted(role(login))}"]
    if using is not None:
        parts.append(f"USING ({using})")
    if check is not None:
        parts.append(f"WITH CHECK ({check})")
    op.execute(" ".join(parts))


def grant(table: str, rights: str, *logins: str) -> None:
    """Grant rights on one table (or on columns of it) to logins."""
    to = ", ".join(_quoted(role(login)) for login in logins)
    op.execute(f"GRANT {rights} ON {_place(table)} TO {to}")


def grant_usual(table: str) -> None:
    """Grant what most tables need: the readers read, the writer writes; policies narrow it to rows."""
    grant(table, "SELECT", *READERS)
    grant(table, "SELECT, INSERT, UPDATE, DELETE", "WRITER")


def _place(table: str) -> str:
    return f"{_quoted(schema())}.{_quoted(table)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
