"""python3 go.py demo | test [pytest words] | any words of `tonghu`: needs nothing but Python >= 3.11 and pip.

Finds uv (the variable UV, PATH) or installs it into .uv beside this file, and hands over to the locked environment.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PRIVATE = ROOT / ".uv"
VERSION = "0.13.9"
# Trust the system's certificates (a proxy may have added its own), and never look for a Python elsewhere.
SURROUNDINGS = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", "UV_PYTHON_DOWNLOADS": "never"}


def find_uv() -> str:
    """Give a path to uv, installed now where there is none."""
    private = PRIVATE / "bin" / "uv"
    for known in (os.environ.get("UV"), shutil.which("uv"), private):
        if known and Path(known).is_file():
            return str(known)
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True).returncode:
        sys.exit("缺少 pip，请先安装：apt install python3-pip\npip is missing: apt install python3-pip")
    print("正在安装 / installing uv", VERSION, file=sys.stderr, flush=True)
    # By --target, since the system's Python may be closed to pip (PEP 668); renamed, so that nothing is left half.
    fresh = PRIVATE.with_name(".uv.{}".format(os.getpid()))
    words = ["install", "--quiet", "--disable-pip-version-check", "--target", str(fresh), "uv==" + VERSION]
    failed = subprocess.run([*pip, *words], stdout=sys.stderr).returncode
    if failed:
        shutil.rmtree(fresh, ignore_errors=True)
        sys.exit("无法安装 uv（原因见上）。\nuv could not be installed; pip says why above.")
    shutil.rmtree(PRIVATE, ignore_errors=True)
    fresh.rename(PRIVATE)
    return str(private)


def main() -> None:
    """Hand over to uv; signals and the exit code are those of the command."""
    if sys.version_info < (3, 11):
        sys.exit("需要 Python 3.11 或更高版本。\nPython 3.11 or later is needed, this is " + sys.version.split()[0])
    words = sys.argv[1:] or ["--help"]
    if words[0] == "test":
        os.chdir(ROOT)
        # Each worker begins with a third of the tests as they stand, so that neighbours share what they set up.
        # .ci/run runs those marked debian too.
        command = ["pytest", "-n", "3", "--dist", "worksteal", "-m", "not debian", *words[1:]]
    else:
        command = ["--no-dev", "tonghu", *words]
    uv = find_uv()
    surroundings = {**SURROUNDINGS, **os.environ}
    surroundings.pop("VIRTUAL_ENV", None)  # another project's must not be taken for ours
    if not os.access(os.path.expanduser("~"), os.W_OK):  # users without a home, as in containers
        surroundings.setdefault("UV_CACHE_DIR", str(PRIVATE / "cache"))
    # Containers often want no bytecode lying about; but without any, each command compiles 1,000 modules, for seconds.
    if surroundings.pop("PYTHONDONTWRITEBYTECODE", None):
        surroundings.setdefault("PYTHONPYCACHEPREFIX", str(PRIVATE / "bytecode"))
    os.execve(uv, ["uv", "run", "--project", str(ROOT), "--locked", "--python", sys.executable, *command], surroundings)


if __name__ == "__main__":
    main()
