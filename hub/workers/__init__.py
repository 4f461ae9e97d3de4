"""What the hub does beside answering: threads and tasks that outlast a failing store."""
