"""Durable work: what is owed waits in lanes in the database, and workers take it from there.

`engine` is the loop, `inbox` keeps what citizens send, `outbox` delivers, `forward` files
reports, `schedule` does what is due by the clock.
"""
