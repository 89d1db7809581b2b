"""The operators' console: who waits, what was said, an answer; reports; what failed."""
