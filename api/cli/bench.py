"""`tonghu bench`: our server beside the limit, PostGraphile and plain Strawberry; runs from a clone."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

ROOT = Path(__file__).parents[2]


def bench(
    *words: Annotated[str, Parameter(allow_leading_hyphen=True, help="见 --help / As the benchmark's own --help says")],
) -> int:
    """与其他服务器对比测速（需要源码目录、wrk 与 npm）。

    Measure our server beside hand-written SQL, PostGraphile and plain Strawberry on the same tables, one run. Needs a
    clone of the project, wrk and npm.
    """
    if not (ROOT / "benchmarks" / "peers").is_dir():
        print("须在源码目录中运行 / run it from a clone of the project", file=sys.stderr)
        return 2
    return subprocess.run([sys.executable, "-m", "benchmarks.peers", *words], cwd=ROOT, check=False).returncode
