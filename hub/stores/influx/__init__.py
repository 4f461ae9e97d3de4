"""The store in InfluxDB 2.7 or later: two buckets, written by line protocol and read by InfluxQL.

    points.py   what is kept, as points (pure)         rows.py    points as they are read (pure)
    writing.py  the v2 API: write, delete, buckets     reading.py InfluxQL over HTTP
    ledgers.py  what a handful of batches adds (pure)  state.py   what the one writer remembers
    store.py    the writer                             reader.py, history.py  the readers
    lease.py    that there is one writer               setup.py   `platzfrei-hub store init`

InfluxDB has no transactions. So what is written can be written again: first the events, then what
is remembered of their epochs, then the receipt. A crash in between leaves events that nobody
counts yet; the edge sends them again and they overwrite themselves.
"""
