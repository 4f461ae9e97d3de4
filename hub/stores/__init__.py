"""Where history is kept: one protocol, one file per technology."""
