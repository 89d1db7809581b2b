"""The chat without JavaScript."""

import re
import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.chat.conftest import PUBLIC, Open, until_refused
from tests.chat.test_chat import reply

PATH = "/chat/plain"
OURS = {"Sec-Fetch-Site": "same-origin"}
AWAY = {"REMOTE_ADDR": "203.0.113.7"}


def say(client: FlaskClient, **form: str) -> Any:
    return client.post(PATH, data=form, headers=OURS, base_url=PUBLIC)


def show(client: FlaskClient, query: str = "") -> Any:
    return client.get(PATH + query, base_url=PUBLIC)


def test_says_and_shows(chat: Open) -> None:
    app, tools = chat(demo=False)
    client = app.test_client()
    assert "Tulis saja dengan kata Anda sendiri" in show(client).text
    said = say(client, text="lampu <b>mati</b>")
    assert (said.status_code, said.location) == (303, "/chat/plain?lang=id&sent=1#end")
    waiting = show(client).text
    assert "lampu &lt;b&gt;mati&lt;/b&gt;" in waiting
    assert "Balasannya sedang disiapkan" in waiting
    reply(tools, 1)
    answered = show(client, "?lang=su").text
    assert '<button class="choice" name="button" value="report">Lapor</button>' in answered
    assert "disiapkeun" not in answered
    say(client, button="report")
    pressed = show(client).text
    assert re.search(r"Anda: </span>\s*Lapor", pressed)
    assert 'name="button"' not in pressed


def test_cookie_is_no_scripts_and_no_other_sites(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    [cookie] = say(client, text="halo").headers.getlist("Set-Cookie")
    assert re.fullmatch(
        r"citizen=[0-9a-f]{32}; Expires=[^;]+; Max-Age=15552000; Secure; HttpOnly; "
        r"Path=/chat/plain; SameSite=Lax",
        cookie,
    )
    page = show(client)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in page.text


def test_another_citizen_sees_nothing(chat: Open) -> None:
    app, _ = chat(demo=False)
    say(app.test_client(), text="rahasia")
    stranger = app.test_client()
    stranger.set_cookie("citizen", "%", path=PATH)
    assert "rahasia" not in show(stranger).text


def test_a_browser_without_cookies_is_told(chat: Open) -> None:
    app, _ = chat(demo=False)
    assert "Izinkan kuki" in show(app.test_client(), "?sent=1").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": PUBLIC}, 303),
        ({}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(
    headers: dict[str, str], status: int, chat: Open
) -> None:
    client = chat(demo=False)[0].test_client()
    answer = client.post(PATH, data={"text": "halo"}, headers=headers)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (status, status == 303)


def test_form_sent_twice_is_one_message(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    say(client, text="halo")
    [name] = set(re.findall(r'name="name" value="([0-9a-f]{16})"', show(client).text))
    for _ in range(2):
        say(client, text="sekali saja", name=name)
    assert show(client).text.count("sekali saja") == 1


def test_nothing_said_is_nothing_kept(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    assert say(client, text="  ").status_code == 303
    assert 'class="line' not in show(client).text


def test_too_much_is_told_and_the_words_are_kept(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    told = until_refused(
        lambda number: client.post(PATH, data={"text": f"pesan {number}"}, environ_base=AWAY)
    )
    assert {each.status_code for each in told[:-1]} == {303}
    assert (told[-1].status_code, told[-1].headers["Retry-After"]) == (429, "1")
    assert "Sedang ramai di sini" in told[-1].text
    assert f">pesan {len(told) - 1}</textarea>" in told[-1].text


def test_a_reply_that_comes_soon_is_waited_for(chat: Open) -> None:
    client = chat(demo=False, patience=0.25)[0].test_client()
    began = time.monotonic()
    say(client, text="halo")
    assert time.monotonic() - began >= 0.25
