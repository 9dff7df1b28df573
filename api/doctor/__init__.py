"""What `tonghu doctor` looks at."""
