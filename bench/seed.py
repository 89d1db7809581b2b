"""Fill the database with invented talk: `kentongan bench seed [conversations] [messages]`."""

import sys
import time

from gateway.commands import local
from gateway.sealing import Seal
from gateway.settings import keyring
from gateway.store.database import Database
from gateway.store.seeding import fill

CONVERSATIONS, MESSAGES = 200_000, 2_000_000


class Progress:
    """Tells how many rows are written, in one line."""

    def __init__(self, rows: int) -> None:
        self._rows, self._done = rows, 0
        self._begun = time.monotonic()

    def __call__(self, more: int) -> None:
        """Add rows that were written."""
        self._done += more
        seconds = time.monotonic() - self._begun
        sys.stderr.write(f"\r{self._done:,} of {self._rows:,} rows, {seconds:.0f} s")


def main(conversations: int, messages: int) -> None:
    """Fill the database of the settings."""
    config = local.configured()
    seal = Seal(keyring(config.pii_keys), config.secret_key.get_secret_value().encode())
    database = Database(config.database_url)
    fill(database, seal, conversations, messages, Progress(conversations + messages))
    sys.stderr.write("\n")


if __name__ == "__main__":
    wanted = [int(each) for each in sys.argv[1:3]]
    main(*(wanted + [CONVERSATIONS, MESSAGES][len(wanted) :]))
