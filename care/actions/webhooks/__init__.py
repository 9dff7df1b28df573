"""What the actions on webhooks share: whose they are, and the keys that sign for them."""
