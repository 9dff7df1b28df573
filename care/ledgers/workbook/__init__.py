"""Files that claim to be ledgers: checked, opened, their headings found, their rows read in little memory."""

from care.ledgers.workbook.opening import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
