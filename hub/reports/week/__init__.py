"""A week of one space beside the weeks before it, and how that is said."""
