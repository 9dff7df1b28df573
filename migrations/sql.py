"""Runs the SQL text that stands beside a revision, one statement at a time (asyncpg prepares single statements)."""

from pathlib import Path

from alembic import op


def run_file(revision: str, name: str, schema: str | None = None) -> None:
    """Execute `name` from the folder of the revision file `revision`; `{schema}` stands for the tenant's schema."""
    text = Path(revision).with_name(name).read_text(encoding="utf-8")
    if schema is not None:
        text = text.replace("{schema}", f'"{schema}"')
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
