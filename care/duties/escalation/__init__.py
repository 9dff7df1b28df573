"""Escalation: which level above is told, and when, that something is overdue or about to end."""
