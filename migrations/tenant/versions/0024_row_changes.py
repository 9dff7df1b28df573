"""Triggers note which rows changed and where, so that a phone that was offline asks for these alone."""

from dataclasses import dataclass

from migrations.sql import run, run_file
from migrations.tenant.place import role, schema
from migrations.tenant.policies import READERS, SCOPE, SUBJECT, grant, guard, policy

revision = "0024"
down_revision = "0023"


@dataclass(frozen=True)
class Noted:
    """A table whose rows are an object of a kind, or a part of one: its key, the child, the place, in words of `r`."""

    table: str
    kind: str
    key: str = "r.id"
    owner: str = "r.child_id"
    place: str = "r.division"
    join: str = ""


NOTED = (
    Noted("child", "child", owner="r.id"),
    Noted("guardian", "guardian"),
    Noted("visit", "visit"),
    Noted("duty", "duty", owner="coalesce(r.child_id, r.id)"),
    Noted("need", "need"),
    Noted("agreement", "agreement"),
    Noted("assessment", "assessment"),
    Noted("report", "report", owner="r.id"),
    # Parts: what a child's file shows and other actions, or the law, change without touching the child's own row.
    *(
        Noted(table, "child", key="r.child_id")
        for table in (
            *("standing", "difficulty", "key_reason", "entitlement", "pairing", "placement", "care_plan", "carer"),
        )
    ),
    Noted("benefit", "child", key="c.id", owner="c.id", place="c.division",
          join="JOIN {schema}.child c ON c.id = r.child_id OR c.household_id = r.household_id"),
    Noted("household", "child", key="c.id", owner="c.id", place="c.division",
          join="JOIN {schema}.child c ON c.household_id = r.id"),
    Noted("absence", "guardian", key="r.guardian_id"),
    Noted("guardian_disability", "guardian", key="r.guardian_id"),
    Noted("visit_finding", "visit", key="r.visit_id"),
    Noted("service_record", "need", key="r.need_id"),
    *(
        Noted(table, "report", key="p.id", owner="p.id", place="p.division",
              join="JOIN {schema}.report p ON p.id = r.report_id")
        for table in ("report_child", "report_recipient")
    ),
)  # fmt: skip
WHOLE = ("child", "guardian", "visit", "duty", "need", "agreement", "assessment", "report")

# The owner's rights: no login writes these rows, and a note is written whatever the caller may see. What is noted of
# an object twice in a transaction is one row.
NOTE = """
CREATE FUNCTION {schema}.note_{table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO {schema}.row_change (division, xact, kind, object, owner, gone)
        SELECT DISTINCT {place}, pg_current_xact_id()::text::bigint, '{kind}', {key}, {owner}, {gone}::text
        FROM gone_rows r {join} WHERE {key} IS NOT NULL
        ON CONFLICT (division, xact, kind, object, subject)
        DO UPDATE SET gone = coalesce(EXCLUDED.gone, row_change.gone);
    ELSE
        INSERT INTO {schema}.row_change (division, xact, kind, object, owner)
        SELECT DISTINCT {place}, pg_current_xact_id()::text::bigint, '{kind}', {key}, {owner}
        FROM new_rows r {join} WHERE {key} IS NOT NULL
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$
"""
LEFT = """
CREATE FUNCTION {schema}.note_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {schema}.row_change (division, xact, kind, object, owner, gone)
    VALUES (
        OLD.division, pg_current_xact_id()::text::bigint, TG_ARGV[0], OLD.id,
        coalesce((to_jsonb(OLD) ->> 'child_id')::uuid, OLD.id), 'MOVED_AWAY'
    )
    ON CONFLICT (division, xact, kind, object, subject) DO UPDATE SET gone = EXCLUDED.gone;
    RETURN NULL;
END
$$
"""
LISTED = """
CREATE FUNCTION {schema}.note_access_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO {schema}.row_change (division, xact, kind, object, subject, owner, gone)
        SELECT DISTINCT 0, pg_current_xact_id()::text::bigint, r.kind, r.object, r.subject, r.object, 'NOT_MINE'
        FROM gone_rows r
        ON CONFLICT (division, xact, kind, object, subject) DO UPDATE SET gone = EXCLUDED.gone;
    ELSE
        INSERT INTO {schema}.row_change (division, xact, kind, object, subject, owner)
        SELECT DISTINCT 0, pg_current_xact_id()::text::bigint, r.kind, r.object, r.subject, r.object
        FROM new_rows r
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$
"""
KEEP = """
CREATE FUNCTION {schema}.keep_row_changes(days integer, batch integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    done integer;
    last bigint;
BEGIN
    IF days < 1 THEN
        RAISE EXCEPTION 'a change is kept for a day at least';
    END IF;
    WITH old AS (
        DELETE FROM {schema}.row_change c WHERE c.ctid = ANY (ARRAY(
            SELECT o.ctid FROM {schema}.row_change o WHERE o.at < now() - make_interval(days => days) LIMIT batch
        )) RETURNING c.xact
    )
    SELECT count(*), max(xact) INTO done, last FROM old;
    IF done > 0 THEN
        UPDATE {schema}.row_change_state SET dropped = greatest(dropped, last);
    END IF;
    RETURN done;
END
$$
"""
EVENTS = (
    ("INSERT", "NEW TABLE AS new_rows"),
    ("UPDATE", "NEW TABLE AS new_rows"),
    ("DELETE", "OLD TABLE AS gone_rows"),
)


def upgrade() -> None:
    """Create, close, and put the triggers in place."""
    run_file(__file__, "0024_row_changes.sql", schema())
    _run(LEFT)
    _run(LISTED)
    _run(KEEP)
    for one in NOTED:
        gone = "'DELETED'" if one.table in WHOLE else "NULL"
        parts = {"table": one.table, "kind": one.kind, "key": one.key, "owner": one.owner, "place": one.place}
        _run(NOTE, join=one.join, gone=gone, **parts)
        _watch(one.table)
        if one.table in WHOLE:
            _run(
                f"CREATE TRIGGER note_left AFTER UPDATE ON {{schema}}.{one.table} FOR EACH ROW"
                " WHEN (OLD.division IS DISTINCT FROM NEW.division)"
                f" EXECUTE FUNCTION {{schema}}.note_left('{one.kind}')"
            )
    _watch("access_link")
    _run("REVOKE ALL ON FUNCTION {schema}.keep_row_changes(integer, integer) FROM PUBLIC")
    _run(f'GRANT EXECUTE ON FUNCTION {{schema}}.keep_row_changes(integer, integer) TO "{role("WRITER")}"')
    _close()


def _run(text: str, **parts: str) -> None:
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    run(text.replace("{schema}", f'"{schema()}"'))


def _watch(table: str) -> None:
    for event, rows in EVENTS:
        _run(
            f"CREATE TRIGGER note_{event.lower()} AFTER {event} ON {{schema}}.{table} REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {{schema}}.note_{table}()"
        )


def _close() -> None:
    """Show changes of a place to who sees it, of what is listed to whom it is listed for; reports by name alone."""
    guard("row_change")
    links = f'SELECT g.object FROM "{schema()}".access_link g WHERE g.subject = {SUBJECT}'  # noqa: S608 (own names)
    mine = f"subject = {SUBJECT} OR (subject = '' AND owner = ANY (ARRAY({links})))"
    inside = f"coalesce(division <@ {SCOPE}, false)"
    policy("row_change", "area", "AREA", "SELECT", using=f"(subject = '' AND {inside}) OR {mine}")
    policy("row_change", "link", "LINK", "SELECT", using=mine)
    grant("row_change", "SELECT", *READERS)
    grant("row_change_state", "SELECT", *READERS, "WRITER")
