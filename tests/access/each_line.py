"""Take away each policy line in turn: one that changes no decision of the committed table is dead, and is named.

    uv run python -m tests.access.each_line [FILE ...]

Without names of files (cases, partners ...) it tries those of all. Exits with 1 when a line decides nothing. CI holds
the table itself against the lines, so whatever changes a decision makes a test fail.
"""

import sys
from collections.abc import Iterator

from policies.source import PolicySet, baseline, policy_set
from policies.table import read_expected, table
from records.codes import Role


def without_each(policies: PolicySet, names: list[str]) -> Iterator[tuple[str, str, PolicySet]]:
    """Give the file, the line and the policies without it."""
    for name, text in policies.files:
        lines = text.splitlines() if not names or name in names else []
        for place, line in enumerate(lines):
            if line.startswith(("p,", "g,")):
                rest = "\n".join(lines[:place] + lines[place + 1 :])
                yield name, line, policy_set(policies.model, {**dict(policies.files), name: rest})


def touched(policies: PolicySet, line: str) -> list[Role]:
    """Give the roles that a line speaks of: the one that it names, or all of its group."""
    who = line.split(",")[1].strip()
    pairs = [[part.strip() for part in one.split(",")] for _, text in policies.files for one in text.splitlines()]
    members = {pair[1] for pair in pairs if pair[0] == "g" and pair[2] == who} | {who}
    return [role for role in Role if role.value in members]


def main(names: list[str]) -> int:
    """Try each; gives the exit code."""
    policies, expected = baseline(), read_expected()
    if unknown := {*names} - {name for name, _ in policies.files}:
        sys.exit(f"no such file: {', '.join(sorted(unknown))}")
    dead, tried = 0, 0
    for name, line, left in without_each(policies, names):
        roles = touched(policies, line)
        tried += 1
        if list(table(left, roles)) == [row for row in expected if row[0] in ("role", *roles)]:
            dead += 1
            sys.stdout.write(f"{name}.csv: {line}\n")
    sys.stdout.write(f"{tried} lines tried, {dead} decide nothing\n")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
