"""What several use cases share: one step in one file."""
