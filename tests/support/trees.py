"""Migration trees with further revisions, as a later release might bring them."""

import shutil
from pathlib import Path

from tenants.revisions import TREES

REVISION = '''"""A later revision."""

from alembic import op
from migrations.tenant.place import schema

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    for statement in {statements!r}:
        op.execute(statement.format(schema=schema()))
'''


def with_revision(folder: Path, revision: str, *statements: str, before: str = "0001", base: Path = TREES) -> Path:
    """Copy the trees into `folder` with one more revision of the tenants' tree; `{schema}` is the tenant's."""
    made = folder / f"trees_{revision}"
    shutil.copytree(base, made, ignore=shutil.ignore_patterns("__pycache__"))
    text = REVISION.format(revision=revision, before=before, statements=list(statements))
    (made / "tenant" / "versions" / f"{revision}_later.py").write_text(text, encoding="utf-8")
    return made
