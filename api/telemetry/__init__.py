"""What a process says of itself: log, metrics and spans, none of which holds personal data."""
