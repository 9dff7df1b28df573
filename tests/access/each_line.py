"""Take away each policy line in turn: one that changes no decision of the committed table is dead, and is named.

    uv run python -m tests.access.each_line

Takes about ten minutes; exits with 1 when a line decides nothing. CI holds the table itself against the lines.
"""

import sys
from collections.abc import Iterator

from policies.source import PolicySet, baseline, policy_set
from policies.table import read_expected, table


def without_each(policies: PolicySet) -> Iterator[tuple[str, str, PolicySet]]:
    """Give the file, the line and the policies without it."""
    for name, text in policies.files:
        lines = text.splitlines()
        for place, line in enumerate(lines):
            if line.startswith(("p,", "g,")):
                rest = "\n".join(lines[:place] + lines[place + 1 :])
                yield name, line, policy_set(policies.model, {**dict(policies.files), name: rest})


def main() -> int:
    """Try each; gives the exit code."""
    expected, dead, tried = read_expected(), 0, 0
    for name, line, left in without_each(baseline()):
        tried += 1
        if list(table(left)) == expected:
            dead += 1
            sys.stdout.write(f"{name}.csv: {line}\n")
    sys.stdout.write(f"{tried} lines tried, {dead} decide nothing\n")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
