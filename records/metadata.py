"""The two sets of tables: what the platform keeps, and what each tenant keeps in a schema of its own.

`tenant` is a symbol, not a schema: statements are translated to the tenant's real schema when they are compiled, and a
statement that was not translated fails because no schema of that name exists.
"""

from sqlalchemy import MetaData

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

platform = MetaData(schema="platform", naming_convention=NAMING)
tenant = MetaData(schema="tenant", naming_convention=NAMING)

PERSONAL = {"personal": True}


def impersonal(why: str) -> dict[str, object]:
    """Mark a table that holds no persons' data and therefore has no row-level security, with the reason."""
    return {"personal": False, "why": why}
