"""What the actions on reports share: sight, offices, recipients with their duties, lists, the sealed reporter."""
