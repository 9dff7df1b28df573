"""Where a tenant's revision runs: the schema and the login roles that were handed to this run."""

from alembic import context


def schema() -> str:
    """Give the schema that is migrated, quoted nowhere."""
    name: str = context.config.attributes["schema"]
    return name


def role(login: str) -> str:
    """Give the tenant's login role for `AREA`, `LINK` or `WRITER`."""
    name: str = context.config.attributes["roles"][login]
    return name
