"""Ask the Rasa process what texts mean: one call for many, with a deadline and a memory."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from prometheus_client import Counter

from gateway.errors import BadAnswerError, CallError
from gateway.http import Http, Request
from nlu.understand import UnavailableError

DEAF = Counter("kentongan_understanding_down_total", "Calls the model did not answer.")
REMEMBERED = 2048
SECONDS = 300.0
"""How long a parse is repeated without asking: short enough for a new model to be heard."""


class Model:
    """The Rasa server; safe to share between threads."""

    def __init__(self, http: Http, url: str, token: str, *, timeout: float, clock: Any) -> None:
        self._http = http
        self._url = f"{url}/webhooks/parse/texts"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._timeout = timeout
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Mapping[str, Any]]] = OrderedDict()
        self._lock = Lock()

    def parse(self, texts: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """Return the model's parse of each text. Raises `UnavailableError`."""
        now = float(self._clock())
        found = {text: self._remembered(text, now) for text in dict.fromkeys(texts)}
        new = [text for text, parse in found.items() if parse is None]
        if new:
            for text, parse in zip(new, self._ask(new), strict=True):
                found[text] = parse
                self._remember(text, parse, now)
        return [parse for parse in (found[text] for text in texts) if parse is not None]

    def _ask(self, texts: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        call = Request(
            to="rasa",
            method="POST",
            url=self._url,
            headers=self._headers,
            json={"texts": list(texts)},
            timeout=self._timeout,
        )
        try:
            parses: Any = self._http.fetch(call).json()["parses"]
            good = isinstance(parses, list) and all(isinstance(each, dict) for each in parses)
            if not good or len(parses) != len(texts):
                raise BadAnswerError("rasa: not one parse for each text")
        except (CallError, KeyError, TypeError) as error:
            DEAF.inc()
            raise UnavailableError(str(error)) from error
        return list(parses)

    def _remembered(self, text: str, now: float) -> Mapping[str, Any] | None:
        with self._lock:
            since, parse = self._known.get(text, (0.0, None))
            return parse if parse is not None and now - since < SECONDS else None

    def _remember(self, text: str, parse: Mapping[str, Any], now: float) -> None:
        with self._lock:
            self._known[text] = (now, parse)
            self._known.move_to_end(text)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
