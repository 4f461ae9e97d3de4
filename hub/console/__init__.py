"""The console of those who run a space, of the office and of admins."""
