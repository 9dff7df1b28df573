"""Rows of the trail have a place and are read by it; a chain of seals beside them proves that none was touched."""

from alembic import op

from migrations.sql import run, run_file
from migrations.tenant.place import role, schema
from migrations.tenant.policies import READERS, SCOPE, grant, policy

revision = "0017"
down_revision = "0016"

# Runs with the owner's rights, so that no login can read the trail, forge a seal or change either. Its transaction
# holds a lock that only another sealer waits for. A row that was committed before another transaction began comes
# first. `horizon` saves looking at what was sealed long ago; a cluster restored from a dump counts its transactions
# anew, so there all is looked at once.
SEAL = """
CREATE FUNCTION {schema}.seal_audit(batch integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' SET plan_cache_mode = force_custom_plan AS $$
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


def upgrade() -> None:
    """Place what is there, open it to those who oversee, and make the sealer."""
    place = f'"{schema()}"'
    run_file(__file__, "0017_audit.sql", schema())
    # What was done with reports would tell who reported: those rows are for nobody who logs in.
    shown = f"coalesce(division <@ {SCOPE}, false) AND split_part(action, ':', 1) <> 'report'"
    policy("audit_event", "area", "AREA", "SELECT", using=shown)
    # Who sees rows by list has no policy here: all may ask, and these find nothing.
    grant("audit_event", "SELECT", *READERS)
    grant("audit_seal", "SELECT", *READERS)
    run(SEAL.replace("{schema}", place))
    op.execute(f"REVOKE ALL ON FUNCTION {place}.seal_audit(integer) FROM PUBLIC")
    op.execute(f'GRANT EXECUTE ON FUNCTION {place}.seal_audit(integer) TO "{role("WRITER")}"')
