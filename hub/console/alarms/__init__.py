"""By which ways somebody wants to be told of what needs care, and of what."""
