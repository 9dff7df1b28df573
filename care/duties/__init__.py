"""What follows from the facts and is kept beside them: search keys, ranks; each a pure function of the facts."""
