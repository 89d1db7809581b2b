"""The outside world: webhooks in, messages out, public data, report backends, storage.

Start reading at `gateway.pipeline`: one inbound message, from top to bottom.
"""
