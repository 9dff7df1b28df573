"""A mark that every change of roles and policies replaces, so that a read asks for it in place of the roles."""

from migrations.sql import run, run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, grant

revision = "0037"
down_revision = "0036"

# The owner's rights: no login writes the mark.
REPLACE = """
CREATE FUNCTION {schema}.renew_access_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE {schema}.access_version SET version = gen_random_uuid();
    RETURN NULL;
END
$$
"""
REPLACED_BY = (
    "INSERT OR UPDATE OR DELETE OR TRUNCATE ON {schema}.role_assignment FOR EACH STATEMENT",
    "INSERT OR UPDATE OR DELETE OR TRUNCATE ON {schema}.policy_set FOR EACH STATEMENT",
    "UPDATE ON {schema}.organisation FOR EACH ROW WHEN (OLD.division IS DISTINCT FROM NEW.division)",
)


def upgrade() -> None:
    """Create it, and let triggers alone write it."""
    run_file(__file__, "0037_access_version.sql", schema())
    grant("access_version", "SELECT", *READERS, "WRITER")
    _run(REPLACE)
    for event in REPLACED_BY:
        _run(f"CREATE TRIGGER renew_access_version AFTER {event} EXECUTE FUNCTION {{schema}}.renew_access_version()")


def _run(text: str) -> None:
    run(text.replace("{schema}", f'"{schema()}"'))
