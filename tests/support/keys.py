"""A look at the keys of a tenant, as the registry keeps them."""

from tenants.logins import connect


async def data_keys(url: str) -> list[tuple[int, bool, bool]]:
    """Give the data keys of Fujian in order: the id, whether new cells are made with it, whether it is retired."""
    connection = await connect(url)
    try:
        rows = await connection.fetch(
            "SELECT k.id, in_use_since IS NOT NULL, retired_at IS NOT NULL FROM platform.tenant_keys AS k"
            " JOIN platform.tenants AS t ON t.id = k.tenant_id WHERE t.code = 'fujian' AND purpose = 'data' ORDER BY 1"
        )
        return [tuple(row) for row in rows]
    finally:
        await connection.close()
