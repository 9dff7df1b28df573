"""Mandatory reports: to whom a circumstance goes, until when, who passes it on, and what a narrative gives away."""
