"""A question becomes an article that is told; a broadcast goes from one hand to another."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shoot
from tests.browser.test_citizens import last, say
from tests.browser.test_operators import sign_in
from tests.running import Running

pytestmark = pytest.mark.slow
QUESTION = "gimana cara sewa panggung apung pasar terapung"
ANSWER = "Datang ke kantor pengelola Pasar Terapung pada hari kerja."
NEWS = "Pasar murah Minggu jam 7 di Alun-alun Bandung."


def test_a_question_becomes_an_article_and_is_answered(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, QUESTION)
    operator = sign_in(product, visit)
    operator.get_by_role("link", name="Pertanyaan").click()
    group = operator.locator("article", has_text=QUESTION)
    expect(group).to_have_count(1)
    shoot(operator, "console-questions")
    group.get_by_role("link", name="Tulis jawaban").click()
    expect(operator.get_by_label("Pertanyaan", exact=True)).to_have_value(QUESTION)
    operator.get_by_label("Jawaban (ID)").fill(ANSWER)
    shoot(operator, "console-article-new")
    operator.get_by_role("button", name="Simpan dan tayangkan").click()
    expect(operator.get_by_role("status").first).to_contain_text("Tayang.")
    expect(operator.locator(".asked li").first).to_contain_text("dijawab ini")
    shoot(operator, "console-article")
    say(citizen, QUESTION)
    assert ANSWER in last(citizen)
    operator.get_by_role("link", name="Artikel petugas").click()
    shoot(operator, "console-articles")
    operator.get_by_role("link", name="Belum terjawab").click()
    expect(operator.locator("article", has_text=QUESTION)).to_have_count(0)


def test_a_broadcast_is_written_approved_and_read(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, "langganan info kota")
    assert "pengumuman kota" in last(citizen)
    author = sign_in(product, visit)
    author.get_by_role("link", name="Siaran").click()
    shoot(author, "console-broadcasts")
    author.get_by_role("link", name="Tulis siaran").click()
    author.get_by_label("Untuk pelanggan").select_option("news")
    author.get_by_label("Pesan (ID)").fill(NEWS)
    expect(author.locator("output").first).to_contain_text("46 huruf · 1 SMS · GSM-7")
    shoot(author, "console-broadcast-form")
    author.get_by_role("button", name="Simpan dan lihat pratinjau").click()
    expect(author.locator("figure").first).to_contain_text(NEWS)
    shoot(author, "console-broadcast-draft")
    author.get_by_role("button", name="Minta persetujuan").click()
    expect(author.get_by_text("Menunggu penyelia lain")).to_be_visible()
    product.command("operator", "link", "budi", "--console", product.console)
    product.command("operator", "assign", "budi", "--role", "supervisor")
    supervisor = sign_in(product, visit, "budi")
    supervisor.goto(author.url.partition("?")[0])
    shoot(supervisor, "console-broadcast-approval")
    supervisor.get_by_role("button", name="Setujui dan kirim").click()
    expect(citizen.locator(".line.out").last).to_contain_text(NEWS)
    expect(supervisor.get_by_text("selesai", exact=True)).to_be_visible()
    shoot(supervisor, "console-broadcast-done")


def test_what_the_bot_was_not_sure_of_is_corrected(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, "blablabla xyzzy plugh frotz")
    operator = sign_in(product, visit)
    operator.goto(f"{product.console}/console/review")
    item = operator.locator("article", has_text="xyzzy")
    expect(item).to_have_count(1)
    shoot(operator, "console-review")
    item.get_by_role("link", name="Ubah").click()
    shoot(operator, "console-review-form")
