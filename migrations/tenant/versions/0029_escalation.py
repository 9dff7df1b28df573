"""What is overdue climbs: the steps that were taken, when the next one comes, and when people are left in peace."""

from alembic import op

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, SCOPE, by_area, by_subject, grant, grant_usual, guard, policy

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Create, close, grant, and let events about steps, duties and agreements show where these do."""
    run_file(__file__, "0029_escalation.sql", schema())
    _steps()
    grant("alert_setting", "SELECT", *READERS)
    grant("alert_setting", "SELECT, INSERT", "WRITER")
    _digests()
    _reading()
    guard("message")
    by_area("message")
    grant_usual("message")
    grant("message_gateway", "SELECT (id, single, url, public, active, position, set_by, set_at)", *READERS)
    grant("message_gateway", "SELECT, INSERT, UPDATE", "WRITER")
    _events()


def _steps() -> None:
    """Show a step to the place that was told, and to whoever sees what it is about: bound by that one's policies."""
    place, inside = f'"{schema()}"', f"coalesce(division <@ {SCOPE}, false)"
    about = " OR ".join(
        f"EXISTS (SELECT FROM {place}.{table} s WHERE s.id = {place}.escalation.{table}_id)"
        for table in ("duty", "agreement")
    )
    guard("escalation")
    policy("escalation", "area", "AREA", "SELECT", using=f"{inside} OR {about}")
    policy("escalation", "link", "LINK", "SELECT", using=about)
    policy("escalation", "writer", "WRITER", "ALL", using=inside, check=inside)
    grant_usual("escalation")


def _digests() -> None:
    """Show a digest to its person alone."""
    guard("digest")
    inside = f"coalesce(division <@ {SCOPE}, false)"
    policy("digest", "writer", "WRITER", "ALL", using=inside, check=inside)
    by_subject("digest", READERS)
    grant_usual("digest")


def _reading() -> None:
    """Let each person know and write what it has read; whoever has the whole tenant open forgets what is not kept."""
    whole = f"coalesce({SCOPE} @> '{{[110000000000,900000000000)}}'::int8multirange, false)"
    for table in ("alert_read_upto", "alert_read"):
        guard(table)
        by_subject(table, READERS)
        by_subject(table, ("WRITER",), "ALL")
        grant_usual(table)
    for command in ("SELECT", "DELETE"):
        policy("alert_read", f"kept_{command.lower()}", "WRITER", command, using=whole)


# As the revision of the log has them, with what escalation announces.
BY_NAME = (
    ("report", "report"),
    ("report_recipient", "report_recipient"),
    ("case", "care_case"),
    ("escalation", "escalation"),
    ("digest", "digest"),
)
LISTED = (("child", "child"), ("guardian", "guardian"), ("visit", "visit"), ("agreement", "agreement"))
OWN = (("breakGlass", "break_glass"), ("submission", "duty"), ("duty", "duty"), ("activity", "activity"))


def _events() -> None:
    for name in ("area", "link"):
        op.execute(f'DROP POLICY {name} ON "{schema()}".event_log')
    kinds = ", ".join(f"'{kind}'" for kind, _ in BY_NAME)
    inside = f"coalesce(division <@ {SCOPE}, false) AND subject_kind NOT IN ({kinds})"
    ruled = "subject_kind = 'rulebook'"
    policy("event_log", "area", "AREA", "SELECT", using=f"{inside} OR {ruled} OR {_shown(*BY_NAME)}")
    policy("event_log", "link", "LINK", "SELECT", using=f"{ruled} OR {_shown(*BY_NAME, *LISTED, *OWN)}")


def _shown(*tables: tuple[str, str]) -> str:
    place = f'"{schema()}"'
    return " OR ".join(
        f"(subject_kind = '{kind}' AND EXISTS (SELECT FROM {place}.{table} s WHERE s.id = {place}.event_log.subject))"
        for kind, table in tables
    )
