"""What goes on beside the answers: each owns a thread or a task, and survives what it meets."""
