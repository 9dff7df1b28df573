"""Migrates the platform schema over the connection that is handed in; its version table stands in that schema."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="platform",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
