"""Calendars of others that a space is subscribed to, and is closed by."""
