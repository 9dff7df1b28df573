"""Who is told: events written beside the facts, put in order, and handed on."""
