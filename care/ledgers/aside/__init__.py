"""A ledger read by a process of its own, so that judging cells takes another core than planning and writing rows."""
