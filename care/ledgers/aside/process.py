"""The reading process: `python -m care.ledgers.aside.process FILE TODAY [YEAR]` tells a ledger to its standard output.

It runs ahead of its reader no further than the pipe holds, and ends where nobody reads any more, however that came.
"""

import gc
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from care.ledgers.aside.wire import CHUNK, Message, Told, pack
from care.ledgers.faults import LedgerError
from care.ledgers.workbook import open_ledger

_ALLOCATIONS = 200_000


def main(words: Sequence[str]) -> None:
    """Tell a ledger, message by message."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    gc.set_threshold(_ALLOCATIONS)  # a ledger makes millions of objects and hardly a cycle
    path, today, *years = words
    for message in _messages(Path(path), date.fromisoformat(today), int(years[0]) if years else None):
        sys.stdout.buffer.write(pack(message))
        sys.stdout.buffer.flush()


def _messages(path: Path, today: date, year: int | None) -> Iterator[Message]:
    try:
        with open_ledger(path, today=today, year=year) as ledger:
            yield Told(ledger.year, ledger.rows, ledger.doubts, ledger.positions)
            while chunk := list(islice(ledger.readings, CHUNK)):
                yield chunk
            yield []
    except (LedgerError, OSError) as error:
        yield error


if __name__ == "__main__":
    main(sys.argv[1:])
