"""Comments on YouTube, which calls nobody: it is asked every minute, and answers in public.

A question costs 1 unit of 10,000 a day, a reply 50: one question a minute leaves 171 replies.
Facts: https://developers.google.com/youtube/v3/docs/commentThreads/list and
https://developers.google.com/youtube/v3/docs/comments/insert. Payloads and errors are as the
vendor documents them; they were never tried live. Only the newest 100 threads are looked at.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bot.model import Outbound
from gateway.channel import Form, Received, Webhook
from gateway.channels.youtube import comments
from gateway.channels.youtube.api import Access, Api
from gateway.errors import BadWebhookError, RefusedError, UnreachableError
from gateway.http import Download, Http, Request
from gateway.settings import Settings

FORM = Form(length=5000, public=True)
"""YouTube takes 10,000 characters as far as is known; its documentation gives no figure."""
THREADS = "/youtube/v3/commentThreads"
COMMENTS = "/youtube/v3/comments"
MOST = "100"
"""Threads, or replies, in one answer."""
RECENT = 24 * 3600.0
"""Seconds: nobody who wrote longer ago is answered, so not those before us when we start."""


@dataclass(frozen=True, slots=True)
class YouTube:
    """The city's channel on YouTube."""

    api: Api
    account: str
    every: float
    clock: Callable[[], float] = time.time
    name: str = comments.CHANNEL
    rate: float = 1.0
    gap: float = 0.0
    methods: frozenset[str] = frozenset()
    form: Form = FORM

    @classmethod
    def configured(cls, settings: Settings, http: Http) -> Self | None:
        """Return the channel, if its id and its secrets are set."""
        grant = {
            "client_id": settings.youtube_client_id,
            "client_secret": settings.youtube_client_secret.get_secret_value(),
            "refresh_token": settings.youtube_refresh_token.get_secret_value(),
        }
        account = settings.youtube_channel_id
        if not account or not all(grant.values()):
            return None
        exchange = Request(
            to="youtube",
            method="POST",
            url=settings.youtube_oauth_url,
            form={**grant, "grant_type": "refresh_token"},
        )
        access = Access(http, exchange, time.monotonic)
        api = Api(http, settings.youtube_api_url, access)
        return cls(api, account, settings.youtube_poll_seconds)

    @property
    def carriers(self) -> tuple[Self]:
        """The one channel."""
        return (self,)

    def receive(self, call: Webhook) -> Received:  # noqa: ARG002
        """Refuse: YouTube calls nobody."""
        raise BadWebhookError("YouTube calls nobody", 404)

    def poll(self) -> Received:
        """Return the comments of the last day, those we had before among them."""
        params = {
            "part": "snippet,replies",
            "allThreadsRelatedToChannelId": self.account,
            "order": "time",
            "maxResults": MOST,
            "textFormat": "plainText",
        }
        threads = self.api.read(THREADS, params)
        return Received(messages=comments.said(threads, self.account, self.clock() - RECENT))

    def send(self, message: Outbound) -> str:
        """Reply in the thread of the citizen's comment."""
        if not message.answers:
            raise RefusedError("youtube: there is no comment to answer")
        told = {"parentId": comments.parent(message.answers), "textOriginal": message.text}
        return self.api.add(COMMENTS, {"snippet": told})

    def sent_already(self, message: Outbound, since: float) -> str | None:
        """Look for the reply in the thread."""
        params = {
            "part": "snippet",
            "parentId": comments.parent(message.answers),
            "maxResults": MOST,
            "textFormat": "plainText",
        }
        found = self.api.read(COMMENTS, params)
        try:
            replies = [comments.read(each, "textOriginal") for each in found]
        except comments.MALFORMED as error:
            raise UnreachableError("youtube: the answer is not as documented") from error
        same = (
            each.id
            for each in replies
            if each.author == self.account
            and each.text == message.text
            and each.at >= int(since)
        )
        return next(same, "")

    def file(self, reference: str) -> Download:  # noqa: ARG002
        """Refuse: comments have no files."""
        raise RefusedError("youtube: comments have no files")
