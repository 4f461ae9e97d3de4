"""`platzfrei-hub demo`: a whole simulated region on one machine, with its history and its broker.

It knows the simulator only as a program that is started and listened to.
"""
