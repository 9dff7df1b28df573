"""Migrates the platform schema over the connection that is handed in; its version table stands in that schema."""

from migrations.running import run_revisions

run_revisions("platform")
