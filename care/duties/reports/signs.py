"""What a narrative gives away: words of violence in a report whose circumstances do not speak of any."""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from care.duties.reports.addressed import codes
from care.rulebooks.rulebook import Rulebook
from records.codes import ReportCircumstance, ReporterKind

_FILE = Path(__file__).with_name("signs.toml")


def prompted(
    narrative: str, circumstances: Collection[ReportCircumstance], reporter: ReporterKind, rules: Rulebook
) -> ReportCircumstance | None:
    """Give the circumstance to ask for when a text speaks of violence and the circumstances do not; else None.

    It is the one of violence that the place's own list of emergencies names; where it names none, the first of all.
    """
    words, violent, covered = _signs()
    harmless, said = words
    if set(circumstances) & {*violent, *covered} or not said.search(harmless.sub("", narrative)):
        return None
    listed = codes(rules.applying("emergency.circumstances", reporter))
    return next((one for one in violent if one in listed), violent[0])


@cache
def _signs() -> tuple[
    tuple[re.Pattern[str], re.Pattern[str]], tuple[ReportCircumstance, ...], tuple[ReportCircumstance, ...]
]:
    found = tomllib.loads(_FILE.read_text("utf-8"))
    harmless = "|".join(map(re.escape, sorted(found["harmless"], key=len, reverse=True)))
    said = "|".join([*map(re.escape, found["zh"]), rf"\b(?:{'|'.join(map(re.escape, found['en']))})\b"])
    violent = tuple(ReportCircumstance[one] for one in found["circumstances"])
    covered = tuple(ReportCircumstance[one] for one in found["covered"])
    return (re.compile(harmless), re.compile(said, re.IGNORECASE)), violent, covered
