"""Tells every open stream of this process what moved; one thread looks for all of them."""

import time
from collections import deque
from dataclasses import dataclass
from functools import reduce
from threading import Condition, Lock

from gateway.store.database import Database
from gateway.store.pulse import Moved
from gateway.work.watching import Watcher

KEPT = 500
"""How many news are kept for those whose line was lost."""
RESERVE = 24
"""Threads of a process that no stream may hold."""


@dataclass(frozen=True, slots=True)
class News:
    """What moved up to the news with this number."""

    number: int
    moved: Moved


class Hub:
    """Where streams wait for news. `room` is how many may be open: none before `hold`.

    News have growing numbers. Whoever asks for what came after one that is not kept any more
    hears that everything may have moved.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun = Lock()
        self._watcher: Watcher | None = None
        self._news: deque[News] = deque(maxlen=KEPT)
        self._number = 0
        self._told = Condition()
        self._closed = False
        self.era = f"{time.time_ns() // 1_000_000:x}"
        self.room = 0
        self.open = 0

    def hold(self, threads: int) -> None:
        """Let streams hold as many of these threads as requests can spare."""
        self.room = max(0, threads - RESERVE)

    def enter(self) -> bool:
        """Take a place for a stream, if there is room."""
        with self._told:
            if self._closed or self.open >= self.room:
                return False
            self.open += 1
        with self._begun:
            if self._watcher is None or not self._watcher.alive():
                self._watcher = Watcher(self._database, self.tell, lambda: self.open)
        return True

    def leave(self) -> None:
        """Give a stream's place back."""
        with self._told:
            self.open -= 1

    def latest(self) -> int:
        """Return the number of the newest news."""
        return self._number

    def tell(self, moved: Moved) -> None:
        """Tell every stream."""
        with self._told:
            self._number += 1
            self._news.append(News(self._number, moved))
            self._told.notify_all()

    def wait(self, after: int, seconds: float) -> News | None:
        """Return what moved after the news of this number, together; nothing after `seconds`.

        Also nothing once there will be no more.
        """
        with self._told:
            self._told.wait_for(lambda: self._closed or self._number > after, seconds)
            return self._since(after) if self._number > after and not self._closed else None

    def is_open(self) -> bool:
        """Return whether there will be more news."""
        watcher = self._watcher
        return not self._closed and watcher is not None and watcher.alive()

    def stop(self) -> None:
        """End every stream at once; there will be no more."""
        self._closed = True
        with self._told:
            self._told.notify_all()
        if self._watcher:
            self._watcher.stop()

    def close(self) -> None:
        """End every stream, and return once nobody looks any more."""
        self.stop()
        if self._watcher:
            self._watcher.close()

    def _since(self, after: int) -> News:
        if self._news[0].number > after + 1:
            return News(self._number, Moved(everything=True))
        every = (each.moved for each in self._news if each.number > after)
        return News(self._number, reduce(Moved.__or__, every))
