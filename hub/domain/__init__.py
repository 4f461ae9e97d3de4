"""What the hub decides: pure functions over records, configuration and injected time.

No file, network, clock or database is known here.
"""
