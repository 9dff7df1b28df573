"""What the actions about partner organisations share."""
