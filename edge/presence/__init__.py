"""What the agent says of itself: that it is there, what it sees now, and how its machine fares."""
