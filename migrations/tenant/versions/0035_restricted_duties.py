"""Classes and duties that would tell of restricted reasons say so, and leave no trace for who may not read these."""

from migrations.sql import run, run_file
from migrations.tenant.place import schema

revision = "0035"
down_revision = "0034"

# As the revision of the notes has it; of a duty that alone would tell, nobody is told that it was deleted.
NOTE = """
CREATE OR REPLACE FUNCTION {schema}.note_duty() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO {schema}.row_change (division, xact, kind, object, owner, gone)
        SELECT DISTINCT r.division, pg_current_xact_id()::text::bigint, 'duty', r.id, coalesce(r.child_id, r.id),
            CASE WHEN NOT r.restricted AND (r.subject_kind IS NULL
                OR r.subject_kind NOT IN ('case', 'assessment', 'report')) THEN 'DELETED' END
        FROM gone_rows r
        ON CONFLICT (division, xact, kind, object, subject)
        DO UPDATE SET gone = coalesce(EXCLUDED.gone, row_change.gone);
    ELSE
        INSERT INTO {schema}.row_change (division, xact, kind, object, owner)
        SELECT DISTINCT r.division, pg_current_xact_id()::text::bigint, 'duty', r.id, coalesce(r.child_id, r.id)
        FROM new_rows r
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    """Add what says so, judge what is on file, and take the tombstones away."""
    run_file(__file__, "0035_restricted_duties.sql", schema())
    run(NOTE.replace("{schema}", f'"{schema()}"'))
