"""Forms: what a front end must ask in a place, from the inputs' own declarations and from the rulebook."""
