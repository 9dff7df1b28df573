"""How one schema is brought to the newest revision of its tree, in one transaction."""

from collections.abc import Mapping
from pathlib import Path

import asyncpg

from tenants.logins import connect
from tenants.registry import Login

TREES = Path(__file__).resolve().parent.parent / "migrations"
LOCK_TIMEOUT = "5s"  # a table that is in use makes the migration fail and be run again, not the users wait


async def migrate_schema(
    url: str, tree: str, *, schema: str, roles: Mapping[Login, str] | None = None, trees: Path = TREES
) -> str:
    """Run every missing revision of `tree` (`platform` or `tenant`) in one schema; gives the revision it now has.

    Nothing is kept when one fails. `roles` are the tenant's login roles, which policies and grants name.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import Connection, text
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    def upgrade(connection: Connection) -> str:
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        config = Config()
        config.set_main_option("script_location", str(trees / tree).replace("%", "%%"))
        named = {str(login): name for login, name in (roles or {}).items()}
        config.attributes.update(connection=connection, schema=schema, roles=named)
        command.upgrade(config, "head")
        context = MigrationContext.configure(connection, opts={"version_table_schema": schema})
        return context.get_current_revision() or ""

    async def opened() -> asyncpg.Connection:
        return await connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=opened, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def newest(tree: str, trees: Path = TREES) -> str:
    """Give the newest revision that this program knows of a tree."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(trees / tree).replace("%", "%%"))
    return ScriptDirectory.from_config(config).get_current_head() or ""
