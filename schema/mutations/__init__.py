"""What may be changed: each mutation turns its input into a command and runs the action of the same name."""
