"""What the import and the export of ledgers share: facts on file as ledger rows, and writing rows in bulk."""
