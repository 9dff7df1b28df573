"""Runs the revisions of a tree in a schema: over the connection that is handed in, or written down as one text."""

from alembic import context


def run_revisions(schema: str) -> None:
    """Run what is missing in `schema`, where the version table stands too; offline, write all there is."""
    if context.is_offline_mode():
        # By the driver's dialect: the usual one doubles percent signs. Whoever runs the text has a transaction open.
        context.configure(
            dialect_name="postgresql+asyncpg", version_table_schema=schema, transactional_ddl=False, literal_binds=True
        )
    else:
        connection = context.config.attributes["connection"]
        context.configure(connection=connection, version_table_schema=schema, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
