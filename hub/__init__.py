"""The hub: live availability, the archive, history and what people read of them."""
