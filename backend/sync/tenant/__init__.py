"""What becomes of the sync as an organisation lives: closed, open again, restored from a backup."""
