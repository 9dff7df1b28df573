"""What was looked at, and how it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in Chinese and English; `mend` says what to do, and is empty where all is well.

    `noted`: there is something to do, but it is no news and nothing gets worse by waiting.
    """

    what: str
    told: str
    mend: str = ""
    noted: bool = False

    @property
    def well(self) -> bool:
        """Tell whether nothing is to be done."""
        return not self.mend

    @property
    def wrong(self) -> bool:
        """Tell whether something is wrong."""
        return not self.well and not self.noted


def ago(seconds: float) -> str:
    """Write a time that has gone by, in the largest whole unit."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"
