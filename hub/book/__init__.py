"""The book: what people and the hub itself have to remember beside facts and configuration."""
