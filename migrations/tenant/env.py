"""Migrates exactly one tenant's schema, given with its connection; its version table stands in that schema.

Which tenants there are is none of its business: `tenants/upgrade.py` goes through them.
"""

from migrations.running import run_revisions
from migrations.tenant.place import schema

run_revisions(schema())
