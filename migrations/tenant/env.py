"""Migrates exactly one tenant's schema, given with its connection; its version table stands in that schema.

Which tenants there are is none of its business: `tenants/upgrade.py` goes through them.
"""

from alembic import context

from migrations.tenant.place import schema

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema=schema(),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
