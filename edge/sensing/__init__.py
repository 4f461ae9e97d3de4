"""The pins: levels and distances come out, never decisions."""
