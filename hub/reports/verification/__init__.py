"""Reads the figures of a report's file back, makes the report anew, and names what differs."""
