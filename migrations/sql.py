"""Runs SQL text as it stands: a colon in it names no parameter, a semicolon in a function ends nothing."""

from pathlib import Path

from alembic import context, op


def run(statement: str) -> None:
    """Execute one statement; where the revisions are only written down, write it."""
    if context.is_offline_mode():
        op.get_context().impl.static_output(f"{statement}\n;")
    else:
        op.get_bind().exec_driver_sql(statement)


def run_file(revision: str, name: str, schema: str | None = None) -> None:
    """Execute `name` from the folder of the revision file `revision`; `{schema}` stands for the tenant's schema.

    One statement at a time, since asyncpg prepares single statements: a line that ends with a semicolon ends one.
    """
    text = Path(revision).with_name(name).read_text(encoding="utf-8")
    if schema is not None:
        text = text.replace("{schema}", f'"{schema}"')
    for statement in text.split(";\n"):
        if statement.strip():
            run(statement)
