"""Doctests: not in modules that only the understanding environment can import."""

collect_ignore = ["parse_channel.py"]
