"""What the actions of escalation share: the tenant's settings, and how steps are written and told."""
