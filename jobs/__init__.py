"""What happens later: a worker goes through a schedule for every tenant."""
