"""What a report was made of, written into every file and read back out of it."""
