"""Each format of a report read back: what stands in a file, and whether a reader can see it."""
