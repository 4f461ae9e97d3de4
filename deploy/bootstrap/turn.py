"""Waits until nobody else holds the folder that the shell has opened, and holds it.

`turn.py DESCRIPTOR SENTENCE`: the lock belongs to the shell's open descriptor, so it outlives this
program and ends with the shell, however that ends. The sentence is said only to who has to wait.
"""

import fcntl
import sys

descriptor, sentence = int(sys.argv[1]), sys.argv[2]
try:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
    fcntl.flock(descriptor, fcntl.LOCK_EX)
except OSError as error:
    sys.stdout.write(f"This folder can't be locked ({error.strerror}): run one command at a time\n")
