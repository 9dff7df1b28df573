"""Migration trees with further revisions, as a later release might bring them."""

import shutil
from pathlib import Path

from tenants.revisions import TREES, newest

REVISION = '''"""A later revision."""

from alembic import op
from migrations.tenant.place import schema

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    for statement in {statements!r}:
        op.execute(statement.format(schema=schema()))
'''


LATER = "9999"  # a revision that no release has


def with_revision(folder: Path, *statements: str, base: Path = TREES) -> Path:
    """Copy the trees into `folder`, with the revision `LATER` on top of the tenants'; `{schema}` is the tenant's."""
    made = folder / "trees"
    shutil.copytree(base, made, ignore=shutil.ignore_patterns("__pycache__"))
    text = REVISION.format(revision=LATER, before=newest("tenant", base), statements=list(statements))
    (made / "tenant" / "versions" / f"{LATER}_later.py").write_text(text, encoding="utf-8")
    return made
