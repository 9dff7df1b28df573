"""The kinds of cells: how each is read, checked and written, and what the form says about it."""
