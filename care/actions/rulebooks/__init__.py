"""What planning and applying a rulebook share: the proposal, the walk through the children, what it moves."""
