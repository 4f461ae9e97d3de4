"""One file per format. Each sees the laid-out document, and never the store."""
