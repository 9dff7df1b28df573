"""What publishing a case needs: what the database knows of the child, its traces in a text, what each step asks."""
