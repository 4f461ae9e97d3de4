"""Pure decisions: readings from the pins in, facts about desks and doors out.

Time is always an argument, in microseconds since boot. Nothing here knows a pin, a file, a clock
or the network.
"""
