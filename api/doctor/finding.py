"""What was looked at, and how it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in Chinese and English; `mend` says what to do, and is empty where all is well."""

    what: str
    told: str
    mend: str = ""

    @property
    def well(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.mend


def ago(seconds: float) -> str:
    """Write a time that has gone by, in the largest whole unit."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"
