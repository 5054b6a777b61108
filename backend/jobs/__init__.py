"""What is due, and who runs it (procrastinate)."""
