"""What every command may be told."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

DataDir = Annotated[
    Path | None, Parameter(name="--data-dir", help="数据目录 / Data folder (default: TONGHU_DATA_DIR or the user's)")
]
