"""Start Rasa as a whole bot against the stand-in provider: `serve.py <rasa arguments>`.

Needs `PROVIDER_URL`. Changes three things in memory and nothing else, each said below.
"""

import asyncio
import os
import sys
from typing import Any

from aiogram.bot import api
from aiogram.bot.base import BaseBot
from rasa.__main__ import main
from twilio.base.domain import Domain
from twilio.rest.api import ApiBase

PROVIDER = os.environ["PROVIDER_URL"]


def _api(self: Any, twilio: Any) -> None:
    # 1. Twilio's client has no setting for its base address: send to the stand-in.
    Domain.__init__(self, twilio, PROVIDER)
    self._v2010 = None


def _session(self: Any) -> Any:
    # 3. Rasa sets the webhook inside `asyncio.run` at start; the aiohttp session then belongs
    #    to a closed loop and every update ends in 500 ("Event loop is closed"). Open a new one
    #    in the loop that serves; afterwards it is kept, as aiogram would.
    loop = asyncio.get_event_loop()
    stale = self._session is None or self._session.closed or self._bench_loop is not loop
    if stale:
        self._session, self._bench_loop = self.get_new_session(), loop
    return self._session


if __name__ == "__main__":
    ApiBase.__init__ = _api
    # 2. The same for Telegram's: Rasa builds aiogram's Bot with its default server.
    server = api.TelegramAPIServer.from_base(PROVIDER)
    object.__setattr__(api.TELEGRAM_PRODUCTION, "base", server.base)
    BaseBot.session = property(_session)
    sys.argv[0] = "rasa"
    main()
