"""What the actions of entrusted care share."""
