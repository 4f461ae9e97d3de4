"""From stored slots to the figures of a report. Not a word, and no format."""
