"""What needs care today, and what people say of it."""
