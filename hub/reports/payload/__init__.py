"""The canonical form of a report: what programs read, and what a fingerprint rests on."""
