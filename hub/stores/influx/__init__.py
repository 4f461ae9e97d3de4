"""The store in InfluxDB 2.7 or later: three buckets, written by line protocol and read by InfluxQL.

    points.py    what is kept, as points (pure)      rows.py     points as they are read (pure)
    additions.py what several batches add           queries.py  InfluxQL, safely put (pure)
                 to what is remembered (pure)        access.py   where it is, and its refusals
    writing.py   the v2 API: write, delete, buckets  reading.py  InfluxQL over HTTP
    state.py     what the one writer remembers       lease.py    that there is one writer
    store.py     the writer                          rollup.py   slots and days, deletion by age
    marks.py     proof that raw events are there     raw_bucket.py what became of their bucket
    reader.py, history.py  the readers               setup.py    `platzfrei-hub store init`

InfluxDB has no transactions. So what is written can be written again: first the events, then what
is remembered of their epochs, then the receipt. A crash in between leaves events that nobody
counts yet; the edge sends them again and they overwrite themselves.
"""
