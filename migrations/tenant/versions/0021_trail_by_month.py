"""The trail lies in months, by its keys' time; what a tenant no longer keeps goes month by month, with a checkpoint."""

# ruff: noqa: S608 (names of our own)

from alembic import op

from migrations.sql import run, run_file
from migrations.tenant.place import role, schema
from migrations.tenant.policies import READERS, SCOPE, SUBJECT, grant, guard, policy

revision = "0021"
down_revision = "0020"

TABLES = ("audit_event", "audit_seal")
FIXED = "SET search_path = pg_catalog, pg_temp SET \"TimeZone\" = 'Asia/Shanghai'"
# Attaching and dropping need locks that everybody's statements would queue behind: better to come again later.
BRIEF = "SET lock_timeout = '2s'"

# Keys are UUIDv7 (RFC 9562): the first 48 bits are milliseconds since 1970. No function of PostgreSQL 18, which has
# its own: 15 is served, too.
BOUND = f"""
CREATE FUNCTION {{schema}}.audit_bound(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE {FIXED}
RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
"""
COLUMNS = f"""
CREATE FUNCTION {{schema}}.audit_columns(of regclass) RETURNS text LANGUAGE sql STABLE {FIXED} AS $$
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = of AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
$$
"""
# A table beside the others is filled and attached: creating it as a partition would lock out every reader and writer.
# What was written into the month before it had a place (a clock that ran ahead) moves into it.
MONTH = f"""
CREATE FUNCTION {{schema}}.make_audit_month(first date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER {FIXED}
{BRIEF} AS $$
DECLARE
    low uuid := {{schema}}.audit_bound(first::timestamptz);
    high uuid := {{schema}}.audit_bound((first + interval '1 month')::timestamptz);
    month text := to_char(first, 'YYYY_MM');
    parent regclass;
    columns text;
    key text;
    part text;
    others text;
BEGIN
    IF to_regclass('{{schema}}.audit_event_' || month) IS NOT NULL THEN
        RETURN 0;
    END IF;
    FOR parent, key IN VALUES ('{{schema}}.audit_event'::regclass, 'id'), ('{{schema}}.audit_seal', 'event') LOOP
        SELECT format('{{schema}}.%I', relname || '_' || month), format('{{schema}}.%I', relname || '_other')
        INTO part, others FROM pg_class WHERE oid = parent;
        columns := {{schema}}.audit_columns(parent);
        EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)', part,
            parent);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE %2$s >= %3$L AND %2$s < %4$L RETURNING %5$s)'
            ' INSERT INTO %6$s (%5$s) SELECT * FROM moved', others, key, low, high, columns, part);
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, part, low, high);
    END LOOP;
    RETURN 1;
END
$$
"""
# Never the month that is running: a row that is on its way into the table of all others would be refused there.
MONTHS = f"""
CREATE FUNCTION {{schema}}.make_audit_months() RETURNS bigint LANGUAGE sql SECURITY DEFINER {FIXED} {BRIEF} AS $$
    SELECT sum({{schema}}.make_audit_month((date_trunc('month', clock_timestamp()) + ahead * interval '1 month')::date))
    FROM generate_series(1, 3) ahead
$$
"""
# The cut lies before the first sealed row of a month that is kept; keys that are dated ahead of the clock do not count.
DUE = f"""
CREATE FUNCTION {{schema}}.audit_due(
    OUT sequence bigint, OUT hash bytea, OUT until date, OUT at timestamptz, OUT before bytea, OUT dropped bigint,
    OUT start bytea, OUT months integer, OUT kept_since timestamptz, OUT kept_signature bytea
) LANGUAGE plpgsql SECURITY DEFINER STABLE {FIXED} AS $$
BEGIN
    at := clock_timestamp();
    SELECT k.months, k.at, k.signature INTO months, kept_since, kept_signature FROM {{schema}}.audit_keeping k;
    SELECT c.sequence, c.hash, c.signature INTO dropped, start, before
    FROM {{schema}}.audit_checkpoint c ORDER BY c.sequence DESC LIMIT 1;
    dropped := coalesce(dropped, 0);
    start := coalesce(start, decode(repeat('00', 32), 'hex'));
    until := (date_trunc('month', at) - months * interval '1 month')::date;
    SELECT min(s.sequence) - 1 INTO sequence FROM {{schema}}.audit_seal s
    WHERE s.event >= {{schema}}.audit_bound(until::timestamptz)
    AND s.event < {{schema}}.audit_bound(at + interval '1 day');
    IF sequence <= dropped THEN
        sequence := NULL;
    END IF;
    SELECT s.hash INTO hash FROM {{schema}}.audit_seal s WHERE s.sequence = audit_due.sequence;
END
$$
"""
# Rows that somebody touched must not disappear behind a checkpoint.
FLAW = """
CREATE FUNCTION {schema}.audit_flaw(dropped bigint, start bytea, cut bigint) RETURNS bigint LANGUAGE sql
SECURITY DEFINER STABLE SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
    SELECT min(sequence) FROM (
        SELECT s.sequence, s.hash, convert_to(jsonb_strip_nulls(to_jsonb(e))::text, 'UTF8') AS content,
            lag(s.sequence, 1, dropped) OVER chain AS last, lag(s.hash, 1, start) OVER chain AS prior
        FROM {schema}.audit_seal s LEFT JOIN {schema}.audit_event e ON e.id = s.event
        WHERE s.sequence <= cut WINDOW chain AS (ORDER BY s.sequence)
    ) links
    WHERE sequence <> last + 1 OR hash IS DISTINCT FROM sha256(prior || content)
$$
"""
# Rows of a month that goes, but sealed behind the cut or not at all, stay among all others until the next cut.
DROP = f"""
CREATE FUNCTION {{schema}}.drop_audit_months(
    cut bigint, hash bytea, until date, at timestamptz, signature bytea
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {FIXED} {BRIEF} AS $$
DECLARE
    due record;
    months text[];
    late uuid[] := '{{}}';
    behind uuid[];
    month text;
    events text := {{schema}}.audit_columns('{{schema}}.audit_event');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit {{schema}}', 0));
    SELECT * INTO due FROM {{schema}}.audit_due();
    IF due.sequence IS DISTINCT FROM cut OR due.hash IS DISTINCT FROM drop_audit_months.hash THEN
        RAISE EXCEPTION 'no month is due that ends with this seal';
    END IF;
    INSERT INTO {{schema}}.audit_checkpoint VALUES (cut, hash, until, at, signature);
    SELECT coalesce(array_agg(right(c.relname, 7)), '{{}}') INTO months
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = '{{schema}}.audit_event'::regclass AND right(c.relname, 7) < to_char(due.until, 'YYYY_MM');
    FOREACH month IN ARRAY months LOOP
        EXECUTE format('SELECT array_agg(e.id) FROM {{schema}}.audit_event_%1$s e WHERE NOT EXISTS (SELECT FROM'
            ' {{schema}}.audit_seal_%1$s s WHERE s.event = e.id AND s.sequence <= $1)', month) INTO behind USING cut;
        late := late || behind;
    END LOOP;
    FOREACH month IN ARRAY months LOOP
        EXECUTE format('ALTER TABLE {{schema}}.audit_event DETACH PARTITION {{schema}}.audit_event_%s', month);
        EXECUTE format('ALTER TABLE {{schema}}.audit_seal DETACH PARTITION {{schema}}.audit_seal_%s', month);
        EXECUTE format('INSERT INTO {{schema}}.audit_event (%1$s) SELECT %1$s FROM {{schema}}.audit_event_%2$s'
            ' WHERE id = ANY ($1)', events, month) USING late;
        EXECUTE format('INSERT INTO {{schema}}.audit_seal SELECT * FROM {{schema}}.audit_seal_%s'
            ' WHERE event = ANY ($1)', month) USING late;
        EXECUTE format('DROP TABLE {{schema}}.audit_event_%1$s, {{schema}}.audit_seal_%1$s', month);
    END LOOP;
    DELETE FROM {{schema}}.audit_event e USING {{schema}}.audit_seal s WHERE s.event = e.id AND s.sequence <= cut;
    DELETE FROM {{schema}}.audit_seal s WHERE s.sequence <= cut;
    RETURN cut - due.dropped;
END
$$
"""
# As in 0017, but for plans: kept with the connection, since planning over months each half second would cost more than
# sealing; the order of the index is always the right one. Rows come from any month.
SEAL = """
CREATE OR REPLACE FUNCTION {schema}.seal_audit(batch integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
    last {schema}.audit_seal%ROWTYPE;
    oldest bigint;
    one record;
    done integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit {schema}', 0));
    oldest := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    SELECT * INTO last FROM {schema}.audit_seal ORDER BY sequence DESC LIMIT 1;
    IF NOT FOUND THEN
        last.sequence := 0;
        last.hash := decode(repeat('00', 32), 'hex');
    END IF;
    IF last.horizon IS NULL OR oldest < last.horizon THEN
        last.horizon := 0;
    END IF;
    -- A subquery, not an anti-join: each waiting row costs one look into the index, however many were sealed.
    FOR one IN
        SELECT e.id, e.xact, convert_to(jsonb_strip_nulls(to_jsonb(e))::text, 'UTF8') AS content
        FROM {schema}.audit_event e
        WHERE e.xact >= last.horizon AND (SELECT s.sequence FROM {schema}.audit_seal s WHERE s.event = e.id) IS NULL
        ORDER BY e.xact, e.id
        LIMIT batch
    LOOP
        done := done + 1;
        last.sequence := last.sequence + 1;
        last.hash := sha256(last.hash || one.content);
        INSERT INTO {schema}.audit_seal (sequence, event, hash, horizon)
        VALUES (last.sequence, one.id, last.hash, least(oldest, one.xact));
    END LOOP;
    RETURN done;
END
$$
"""
# The months of the rows that are there, and from the running one three ahead.
FILL = """
SELECT {schema}.make_audit_month(first) FROM (
    SELECT DISTINCT date_trunc('month', to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint
        / 1000.0) AT TIME ZONE 'Asia/Shanghai')::date AS first
    FROM {schema}.audit_event_before
    UNION SELECT (date_trunc('month', clock_timestamp() AT TIME ZONE 'Asia/Shanghai') + n * interval '1 month')::date
    FROM generate_series(0, 3) n
) months WHERE first <= clock_timestamp() + interval '3 months' ORDER BY first
"""
CARRY = """
DO $$
DECLARE
    columns text := {schema}.audit_columns('{schema}.audit_event');
BEGIN
    EXECUTE format('INSERT INTO {schema}.audit_event (%1$s) SELECT %1$s FROM {schema}.audit_event_before', columns);
END
$$
"""
CALLED = ("make_audit_months()", "audit_due()", "audit_flaw(bigint, bytea, bigint)")


def upgrade() -> None:
    """Make the months, carry the rows over, and let the worker make and drop months by the owner's functions alone."""
    place = f'"{schema()}"'
    run_file(__file__, "0021_trail_by_month.sql", schema())
    for text in (BOUND, COLUMNS, MONTH, MONTHS, DUE, FLAW, DROP, SEAL, FILL, CARRY):
        run(text.replace("{schema}", place))
    run(f"INSERT INTO {place}.audit_seal SELECT * FROM {place}.audit_seal_before")
    run(f"DROP TABLE {place}.audit_event_before, {place}.audit_seal_before")
    _close()
    run(f"DROP POLICY area ON {place}.stat_count")  # 0018 made it for a login that has no right to the table
    drop = "drop_audit_months(bigint, bytea, date, timestamptz, bytea)"
    for function in ("audit_bound(timestamptz)", "audit_columns(regclass)", "make_audit_month(date)", *CALLED, drop):
        op.execute(f"REVOKE ALL ON FUNCTION {place}.{function} FROM PUBLIC")
    for function in (*CALLED, drop):
        op.execute(f'GRANT EXECUTE ON FUNCTION {place}.{function} TO "{role("WRITER")}"')


def _close() -> None:
    """Give the tables the rights that they had (0001, 0017, 0020); a month by itself is open to nobody."""
    guard("audit_event")
    guard("audit_event_other")
    guard("audit_seal_other")
    policy("audit_event", "writer", "WRITER", "INSERT", check="true")
    shown = f"coalesce(division <@ {SCOPE}, false) AND split_part(action, ':', 1) <> 'report'"
    policy("audit_event", "area", "AREA", "SELECT", using=shown)
    own = f"subject = {SUBJECT} AND action = 'identity:reveal'"
    policy("audit_event", "own_reveals", "WRITER", "SELECT", using=own)
    grant("audit_event", "INSERT, SELECT (subject, action, at)", "WRITER")
    for table in TABLES:
        grant(table, "SELECT", *READERS)
