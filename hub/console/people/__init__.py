"""`/console/people`: who may come in, for admins: inviting, changing, removing; programs."""
