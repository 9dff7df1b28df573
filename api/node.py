"""The process that serves: what `tonghu serve` becomes once its words are read.

What reads the words of a command and tells of its faults takes 8 MB, for a moment; a process that serves would keep
them for months. So it begins anew, under the same process id, and is handed what was asked for.
"""

import asyncio
import os
import sys
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn, Self

import orjson


@dataclass(frozen=True)
class Node:
    """What was asked for: where to listen, whether to do what happens later, too, and the data folder.

    None for `jobs` and `data_dir` says that the settings tell.
    """

    host: str
    port: int
    jobs: bool | None
    data_dir: Path | None

    def begin(self) -> NoReturn:
        """Become the process that serves, which looks for modules where this one does."""
        told = orjson.dumps(asdict(self) | {"data_dir": self.data_dir and str(self.data_dir)}).decode()
        words = [sys.executable, "-P", "-m", "api.node", told]
        places = os.pathsep.join(str(Path(one).absolute()) for one in sys.path)
        sys.stdout.flush()
        os.execve(sys.executable, words, os.environ | {"PYTHONPATH": places})  # noqa: S606 (no shell is wanted)

    @classmethod
    def handed(cls, told: str) -> Self:
        """Read what `begin` hands over."""
        found = orjson.loads(told)
        return cls(**found | {"data_dir": found["data_dir"] and Path(found["data_dir"])})


async def serve(node: Node) -> None:
    """Serve until told to end."""
    # structlog takes rich where it finds it, for a console that is none of ours.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
    from api.deadline import Pace
    from api.opening import at_work, house, opened
    from api.serving import app_of, ending, server_of, settled
    from api.watching import watched
    from jobs.relaying import relaying
    from jobs.webhooks import webhooks

    with opened(node.data_dir) as place:
        async with house(place, answer=Pace().answer) as opened_house:
            print(f"http://{node.host}:{node.port}/")  # noqa: T201 (as commands do)
            server = server_of(app_of(opened_house, place.settings), host=node.host, port=node.port)
            later = place.settings.jobs if node.jobs is None else node.jobs
            beside = at_work(place, opened_house) if later else nullcontext()
            settled()
            async with (
                watched(place, ending(server)),
                relaying(opened_house, place.settings.nats()),
                webhooks(opened_house),
                beside,
            ):
                await server.serve()


def main() -> None:
    """Be the process that serves."""
    from api.cli import ending_told

    node = Node.handed(sys.argv[1])
    ending_told(lambda: asyncio.run(serve(node)))


if __name__ == "__main__":
    main()
