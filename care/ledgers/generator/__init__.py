"""Synthetic ledgers, seeded, with everything that makes real ones hard."""

from care.ledgers.generator.families import generate

__all__ = ["generate"]
