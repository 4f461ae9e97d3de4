"""The devices of one's spaces, each with what is known of it and how old that is."""
