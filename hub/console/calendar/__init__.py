"""Closures, openings, desks out of service and notices, set in the console by who runs a space."""
