"""Rasa as a whole bot: the peer of the benchmark. Runs in `nlu/full/.venv`, not in ours."""
