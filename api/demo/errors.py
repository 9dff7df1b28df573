"""What may be wrong with a demo; by itself, since the command line knows it and loads nothing else for that."""


class NoDemoError(Exception):
    """The settings are those of a real service; the message says so in both languages."""


class SeedError(Exception):
    """The demo's own input was refused: the seed and the rules have drifted apart."""
