"""The second thing beside a password: an app that shows codes, and codes for its loss."""
