"""Which file this is, before anything parses it: what it looks like, how large it unpacks, and its parts.

A workbook is untrusted: sizes are checked from the directory first, and every part is unpacked by a reader that stops
at the size the directory told, so a directory that lies is found out.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from care.ledgers.faults import FaultCode, LedgerError, fault

MEGABYTE = 1 << 20
WHOLE_LIMIT = 1024 * MEGABYTE
SHARED_LIMIT = 256 * MEGABYTE
OLD_LIMIT = 128 * MEGABYTE  # .xls ends at 65,536 rows

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_LOOKS = (
    (b"%PDF", "PDF"),
    (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
    (b"{\\rtf", "RTF"),
    (b"\xff\xd8", "JPEG"),
    (b"\x89PNG", "PNG"),
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet and the part of the container it lies in."""

    name: str
    part: str


def refused(code: FaultCode, **parts: Any) -> LedgerError:
    """Make the refusal of a whole file."""
    return LedgerError((fault(code, **parts),))


def is_old(path: Path) -> bool:
    """Tell whether the file is an old .xls (True) or an .xlsx (False). Raises LedgerError for anything else."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
            if head.startswith(_OLE):
                return _checked_old(head + file.read(OLD_LIMIT))
    except FileNotFoundError:
        raise refused(FaultCode.NOT_FOUND, name=path.name) from None
    except OSError:
        raise refused(FaultCode.DAMAGED) from None
    if head.startswith(b"PK\x03\x04"):
        return False
    raise refused(FaultCode.NOT_EXCEL, looks=_looks(head))


def _checked_old(content: bytes) -> bool:
    if len(content) > OLD_LIMIT:
        raise refused(FaultCode.TOO_LARGE, limit=OLD_LIMIT // MEGABYTE)
    if _ENCRYPTED in content:
        raise refused(FaultCode.PASSWORD)
    return True


def _looks(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    for mark, name in _LOOKS:
        if start[: len(mark)].lower() == mark.lower():
            return name
    return "CSV" if b"," in start.split(b"\n", 1)[0] and b"\x00" not in start else "未知 / unknown"


def checked_parts(archive: zipfile.ZipFile) -> dict[str, int]:
    """Give the unpacked sizes of the parts. Raises LedgerError for a bomb, a protected file or no workbook."""
    sizes: dict[str, int] = {}
    for entry in archive.infolist():
        if entry.flag_bits & 1:
            raise refused(FaultCode.PASSWORD)
        sizes[entry.filename] = entry.file_size
    if sum(sizes.values()) > WHOLE_LIMIT or len(sizes) != len(archive.infolist()):
        raise refused(FaultCode.TOO_LARGE, limit=WHOLE_LIMIT // MEGABYTE)
    if any(size > SHARED_LIMIT for name, size in sizes.items() if not name.startswith("xl/worksheets/")):
        raise refused(FaultCode.TOO_LARGE, limit=SHARED_LIMIT // MEGABYTE)
    if _WORKBOOK not in sizes or _RELATIONS not in sizes:
        kinds = {"content.xml": "OpenDocument", "word/document.xml": "Word", "xl/workbook.bin": ".xlsb"}
        raise refused(FaultCode.NOT_EXCEL, looks=next((kinds[name] for name in kinds if name in sizes), "ZIP"))
    return sizes


def worksheets(archive: zipfile.ZipFile, sizes: dict[str, int]) -> list[SheetPart]:
    """List the visible worksheets in their order. Raises LedgerError when the directory of sheets is broken."""
    try:
        book, relations = _parsed(archive.read(_WORKBOOK)), _parsed(archive.read(_RELATIONS))
    except (ET.ParseError, zipfile.BadZipFile):
        raise refused(FaultCode.DAMAGED) from None
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    found = []
    for node in book.iter():
        if node.tag.rpartition("}")[2] != "sheet" or node.get("state", "visible") != "visible":
            continue
        relation = next((value for name, value in node.attrib.items() if name.endswith("}id")), "")
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in sizes and part.startswith("xl/worksheets/"):
            found.append(SheetPart(node.get("name", ""), part))
    return found


def _parsed(text: bytes) -> ET.Element:
    if b"<!DOCTYPE" in text:  # entities are the one danger of parsing, and no workbook declares any
        raise ET.ParseError
    return ET.fromstring(text)  # noqa: S314 - see above
