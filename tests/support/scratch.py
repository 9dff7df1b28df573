"""Where throwaway data lies."""

import os
import shutil
from pathlib import Path

ENOUGH = 2 * 1024**3  # bytes; a template and its clones take a few hundred MB


def scratch() -> Path:
    """Give a folder with a short path (sockets lie there): in memory where there is room, else /tmp."""
    memory = Path("/dev/shm")  # noqa: S108 - folders in it are made by mkdtemp
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH:
        return memory
    return Path("/tmp")  # noqa: S108 - likewise
