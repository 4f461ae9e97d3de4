"""edge.toml: what it may say, as frozen models checked whole before anything starts."""
