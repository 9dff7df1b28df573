"""How the records change: one Alembic tree for the platform, one for a tenant; `tonghu migrate` runs both.

A change of the records is a file `versions/NNNN_what.py` in its tree, with `revision`, `down_revision` and `upgrade()`;
long SQL stands beside it (`migrations.sql`). A new tenant table says in the same revision who may reach it
(`migrations.tenant.policies`). Tests compare the migrated catalog with the records, and each table with its policies.
"""
