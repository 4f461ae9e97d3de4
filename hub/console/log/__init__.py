"""`/console/log`: who changed what, for admins, in sentences; and how often signing in failed."""
