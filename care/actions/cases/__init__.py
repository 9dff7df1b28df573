"""What the actions on cases share: sight, offices, who reads them, how far they have come, what they make owed."""
