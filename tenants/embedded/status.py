"""What runs for a data folder, told without joining it."""

from dataclasses import dataclass
from pathlib import Path

from tenants.embedded import owners
from tenants.embedded.home import find_home
from tenants.embedded.postmaster import living


@dataclass(frozen=True)
class Status:
    """Whether a server runs, whether somebody uses it, and its pid and port."""

    running: bool
    used: bool = False
    pid: int | None = None
    port: int | None = None


def status(data_dir: Path) -> Status:
    """Tell what runs for `data_dir`, changing nothing."""
    home = find_home(data_dir)
    found = None if home is None else living(home.cluster)
    if home is None or found is None:
        return Status(running=False)
    return Status(running=True, used=owners.used(home.owners_lock), pid=found.pid, port=found.port)
