"""Makes the demo's data: migrate, onboard the provinces, appoint their staff, import their ledgers."""
