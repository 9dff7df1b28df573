"""What several tests need: servers, databases, child processes."""
