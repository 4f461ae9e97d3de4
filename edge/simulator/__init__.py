"""The simulator: people who come, sit, have lunch and leave, and the pins that see them.

    region, habits ─▶ life of each space ─▶ line changes ─┬─▶ history: the same decisions, stepped
                                                          └─▶ live: mock pins under real agents

A program of its own beside the agent: it holds the other end of the pins. Everything before the
pins is pure and the same again for the same seed.
"""
