"""What processes take: memory at its peak and seconds of CPU, as Linux tells them in /proc."""

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_LOOK = 0.02  # seconds between two looks: a peak lasts, and what a process took before its last look is lost
_USER, _CHILDREN = 11, 13  # fields of /proc/PID/stat after the name: utime and stime, cutime and cstime


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command and the processes that it started took together: their peaks are added up, in MB."""

    output: str
    megabytes: float
    cpu: float


def run(words: Sequence[str]) -> Cost:
    """Run a command to its end and give its output and cost; raises CalledProcessError when it fails."""
    peaks: dict[int, float] = {}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        before = os.times()
        while process.poll() is None:
            for one in (process.pid, *_children(process.pid)):
                # It only grows, but for what a process was before its exec.
                peaks[one] = peak_of(one) or peaks.get(one, 0)
            time.sleep(_LOOK)
        after = os.times()
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(output, sum(peaks.values()), cpu)


def cpu_of(parent: int) -> float:
    """Give the seconds of CPU of a process and its children, those that ended among them."""
    return _spent(parent, _USER, _CHILDREN) + sum(_spent(child, _USER) for child in _children(parent))


def _children(process: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def peak_of(process: int) -> float:
    """Give the most memory that a process has held, in MB; 0 when it is gone."""
    return _told(process, "VmHWM:")


def memory_of(process: int) -> float:
    """Give the memory that a process holds, in MB; 0 when it is gone."""
    return _told(process, "VmRSS:")


def private_of(process: int) -> float:
    """Give the memory that a process holds and no other has, in MB (USS); 0 when it is gone."""
    return _told(process, "Private_Clean:", "smaps_rollup") + _told(process, "Private_Dirty:", "smaps_rollup")


def _told(process: int, what: str, file: str = "status") -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/{file}").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) / 1024
    return 0


def _spent(process: int, *fields: int) -> float:
    with suppress(OSError):
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(int(told[one]) + int(told[one + 1]) for one in fields) / _TICK
    return 0
