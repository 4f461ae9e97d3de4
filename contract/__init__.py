"""What travels between the edge and the hub: topics, messages, limits and their documentation.

This package owns names and shapes. It holds nothing that runs: no clock, no network, no file.
"""
