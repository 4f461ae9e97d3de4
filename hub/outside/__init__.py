"""What is asked of servers that people name: bounded, and never of a network of its own."""
