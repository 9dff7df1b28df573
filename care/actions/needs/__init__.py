"""What the actions about needs share."""
