"""Revealed numbers are counted, access that is broken open is kept and judged, and schools see their own pupils."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import NOW, SUBJECT, by_area, by_subject, grant, grant_usual, guard, policy

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0020_break_glass.sql", schema())
    guard("break_glass")
    by_area("break_glass")
    # Who broke it sees that it did, wherever the child is.
    by_subject("break_glass", ("AREA", "LINK"))
    grant_usual("break_glass")
    _count_reveals()
    _pupils()


def _count_reveals() -> None:
    """Let the writer count what the caller itself has revealed, by the trail: nothing else of it, and no other row."""
    own = f"subject = {SUBJECT} AND action = 'identity:reveal'"
    policy("audit_event", "own_reveals", "WRITER", "SELECT", using=own)
    grant("audit_event", "SELECT (subject, action, at)", "WRITER")


def _pupils() -> None:
    """Let whoever acts for a school now see its pupils and their agreements, without each being listed."""
    held = (
        f"a.subject = {SUBJECT} AND a.role = 'SCHOOL' AND a.valid_from <= {NOW}"
        f" AND (a.until IS NULL OR a.until > {NOW}) AND (a.revoked_at IS NULL OR a.revoked_at > {NOW})"
    )
    schools = f'ARRAY(SELECT a.organisation_id FROM "{schema()}".role_assignment a WHERE {held})'  # noqa: S608 (own names)
    policy("child", "pupil", "LINK", "SELECT", using=f"school_id = ANY ({schools})")
    of_pupil = f'c.id = "{schema()}".agreement.child_id AND c.school_id = ANY ({schools})'
    policy("agreement", "pupil", "LINK", "SELECT", using=f'EXISTS (SELECT FROM "{schema()}".child c WHERE {of_pupil})')
