"""What a report is worked out from, written for those who work it out without this software."""
