"""What was announced moves into a log, in the order of its commits, and is kept there for a while."""

from alembic import op

from migrations.sql import run, run_file
from migrations.tenant.place import role, schema
from migrations.tenant.policies import READERS, SCOPE, grant, guard, policy

revision = "0023"
down_revision = "0022"

# Both run with the owner's rights, so that no login can change what was logged. A part of the log is a month (Shanghai
# time); its name says which.
PART = """
CREATE FUNCTION {schema}.event_log_part(at timestamptz) RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'Asia/Shanghai' AS $$
DECLARE
    name text := to_char(at, '"event_log_y"YYYY"m"MM');
    first timestamptz := date_trunc('month', at);
BEGIN
    IF to_regclass(format('%s.%I', '{schema}', name)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'CREATE TABLE %s.%I PARTITION OF %s.event_log FOR VALUES FROM (%L) TO (%L)',
        '{schema}', name, '{schema}', first, first + interval '1 month'
    );
    RETURN true;
END
$$
"""
# Its transaction holds a lock that only another relay waits for. The statement that takes the rows looks anew after
# the lock, so it sees what the one before has taken.
RELAY = """
CREATE FUNCTION {schema}.relay_events(batch integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    before bigint;
    done integer;
    moment timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('outbox {schema}', 0));
    SELECT s.given INTO before FROM {schema}.event_log_state s;
    moment := clock_timestamp();
    PERFORM {schema}.event_log_part(moment);
    WITH first AS (
        SELECT o.id FROM {schema}.outbox o ORDER BY o.xact, o.id LIMIT batch
    ), taken AS (
        DELETE FROM {schema}.outbox o USING first f WHERE o.id = f.id RETURNING o.*
    )
    INSERT INTO {schema}.event_log (
        sequence, logged_at, id, kind, severity, subject_kind, subject, division, occurred_at, recorded_at
    )
    SELECT before + row_number() OVER (ORDER BY t.xact, t.id), moment, t.event_id, t.kind, t.severity, t.subject_kind,
        t.subject, t.division, t.occurred_at, t.recorded_at
    FROM taken t;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done > 0 THEN
        UPDATE {schema}.event_log_state SET given = given + done;
        PERFORM pg_notify('tonghu_events', '{name}');
    END IF;
    RETURN done;
END
$$
"""
KEEP = """
CREATE FUNCTION {schema}.keep_event_log(days integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'Asia/Shanghai' SET lock_timeout = '2s' AS $$
DECLARE
    part text;
    last bigint;
    done integer := 0;
BEGIN
    IF days < 1 THEN
        RAISE EXCEPTION 'an event is kept for a day at least';
    END IF;
    FOR month IN 0..2 LOOP
        done := done + {schema}.event_log_part(clock_timestamp() + make_interval(months => month))::integer;
    END LOOP;
    FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = '{schema}.event_log'::regclass
            AND to_date(c.relname, '"event_log_y"YYYY"m"MM') + interval '1 month'
                <= clock_timestamp() - make_interval(days => days)
        ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT max(sequence) FROM %s.%I', '{schema}', part) INTO last;
        UPDATE {schema}.event_log_state SET dropped = greatest(dropped, last);
        EXECUTE format('DROP TABLE %s.%I', '{schema}', part);
        done := done + 1;
    END LOOP;
    RETURN done;
END
$$
"""


def upgrade() -> None:
    """Create, close, move what has a number already, and make the functions."""
    place = f'"{schema()}"'
    run_file(__file__, "0023_event_log.sql", schema())
    for text in (PART, RELAY, KEEP):
        run(text.replace("{schema}", place).replace("{name}", schema()))
    op.execute(f"SELECT {place}.keep_event_log(90)")
    run_file(__file__, "0023_event_log_end.sql", schema())
    op.execute(f"REVOKE UPDATE ON {place}.outbox FROM {_writer()}")
    for function in ("event_log_part(timestamptz)", "relay_events(integer)", "keep_event_log(integer)"):
        op.execute(f"REVOKE ALL ON FUNCTION {place}.{function} FROM PUBLIC")
    for function in ("relay_events(integer)", "keep_event_log(integer)"):
        op.execute(f"GRANT EXECUTE ON FUNCTION {place}.{function} TO {_writer()}")
    _close()


def _writer() -> str:
    return f'"{role("WRITER")}"'


def _close() -> None:
    """Show an event where its subject shows: the inner selects are bound by the subjects' own policies."""
    guard("event_log")
    # Rules are for all to know. Reports and cases show by name to some who see places.
    inside = f"coalesce(division <@ {SCOPE}, false) AND subject_kind NOT IN ('report', 'report_recipient', 'case')"
    policy("event_log", "area", "AREA", "SELECT", using=f"{inside} OR {_ruled()} OR {_shown(*BY_NAME)}")
    policy("event_log", "link", "LINK", "SELECT", using=f"{_ruled()} OR {_shown(*BY_NAME, *LISTED, *OWN)}")
    # Who hands events on learns from it whom they may concern; what is handed on is read as its reader.
    policy("event_log", "writer", "WRITER", "SELECT", using="true")
    grant("event_log", "SELECT", *READERS, "WRITER")
    grant("event_log_state", "SELECT", *READERS, "WRITER")


BY_NAME = (("report", "report"), ("report_recipient", "report_recipient"), ("case", "care_case"))
LISTED = (("child", "child"), ("guardian", "guardian"), ("visit", "visit"))
OWN = (("breakGlass", "break_glass"), ("submission", "duty"), ("activity", "activity"))


def _ruled() -> str:
    return "subject_kind = 'rulebook'"


def _shown(*tables: tuple[str, str]) -> str:
    place = f'"{schema()}"'
    return " OR ".join(
        f"(subject_kind = '{kind}' AND EXISTS (SELECT FROM {place}.{table} s WHERE s.id = {place}.event_log.subject))"
        for kind, table in tables
    )
