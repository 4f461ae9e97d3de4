"""What is true now, in memory. It knows no store and no HTTP."""
