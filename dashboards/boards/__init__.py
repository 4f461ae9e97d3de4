"""One file per dashboard: which panels it has, and what they ask."""
