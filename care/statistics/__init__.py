"""Statistics: what is counted, by what it may be broken down, and what of it may be shown."""
