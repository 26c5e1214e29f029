"""Bringing a file in a browser: the question, a correction, progress, refused rows mended, two sources, undo."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OWNER, PASSWORD

WAIT_MS = 60_000
# From the moment a choice has settled until its totals stand there, on a machine that is busy with other tests too.
PROMPT_S = 3.0
RECEIPTS = """Datum;Uhrzeit;Belegnummer;Betrag;Trinkgeld;Zahlart;Bedienung
03.04.2026;08:14;2026-0001;1.072,00;1,00;bar;Mia
03.04.2026;09:02;2026-0002;38,00;;Karte;Jonas
Tagessumme;;;1.110,00;;;
04.04.2026;10:05;2026-0003;46,50;4,00;Karte;Mia
;10:58;2026-0004;38,00;;Karte;Mia
13.04.2026;12:10;2026-0005;-46,50;;Karte;Jonas
14.04.2026;12:30;2026-0006;abc;;Karte;Jonas
""" + "".join(
    f"{15 + number % 14:02}.04.2026;12:{number:02};2026-{7 + number:04};10,00;{'' if number % 3 else '1,00'};bar;Mia\n"
    for number in range(60)
)
# The same shop's sales as another program tells them.
SHOP = """order,time,total,paid
W1,2026-05-04 10:00,12.00,card
W2,2026-05-04 11:00,13.00,card
W3,2026-05-05 10:30,14.00,cash
W4,2026-05-06 09:15,15.00,card
"""
TILL = """Bon;Zeitpunkt;Summe
901;04.05.2026 10:00;12,00
902;04.05.2026 11:00;13,00
903;05.05.2026 10:30;14,00
904;06.05.2026 09:15;15,00
"""
ITEMS = "Bon;Datum;Artikel;Menge;Preis;Rabatt\n" + "".join(
    f"{number};{1 + number % 28:02}.{1 + number // 28 % 12:02}.2025;Kaffee {number % 7};{1 + number % 3};"
    f"{2 + number % 5},50;0,{number % 10}0\n"
    for number in range(600)
)


@pytest.fixture(scope="module")
def shop(edge):
    """Return a shop of its own: the days of others' files must not be told twice here."""
    made = edge.manage(
        "create_merchant", "--name", "Café Morgenrot", "--currency", "EUR", "--country", "DE",
        "--time-zone", "Europe/Berlin", "--owner", f"bring-{OWNER}", "--password", PASSWORD,
    )  # fmt: skip
    return made["merchant"]


@pytest.fixture(scope="module")
def session(chromium, edge, shop):
    context = chromium.new_context(base_url=edge.address, locale="en-US")
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=login]", f"bring-{OWNER}")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def bring(open_page, tmp_path):
    """Return a function that brings a file on a fresh page and waits until it is read."""

    def brought(name, text):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        page = open_page("/data/upload/")
        page.set_input_files("input[type=file]", str(file))
        page.locator("form[data-drop] button[type=submit]").click()
        page.get_by_role("button", name="Load it").wait_for(timeout=WAIT_MS)
        return page

    return brought


def settle(page):
    """Wait until what was said is read."""
    page.wait_for_selector("[data-upload][aria-busy]", timeout=WAIT_MS)
    page.wait_for_selector("[data-upload]:not([aria-busy])", timeout=WAIT_MS)


def answer(page, words):
    page.get_by_label(words).check()
    page.get_by_role("button", name="Read it like this").click()
    settle(page)


def load(page):
    page.get_by_role("button", name="Load it").click()
    expect(page.locator("h1")).to_contain_text("in your books", timeout=WAIT_MS)


def sure(page):
    """Answer whatever is open with its first choice."""
    while page.locator("section.question input[type=radio]").count():
        page.locator("section.question input[type=radio]").first.check()
        page.get_by_role("button", name="Read it like this").first.click()
        settle(page)
    return page


def test_a_question_shows_both_results_and_nothing_loads_before_it_is_answered(bring, shots):
    page = bring("belege.csv", RECEIPTS)

    question = page.locator("section.question")
    expect(question).to_contain_text("€1,710.00")
    expect(question).to_contain_text("€1,685.00")
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    expect(page.get_by_role("button", name="Load it")).to_be_disabled()
    page.screenshot(path=str(shots / "bring-question.png"), full_page=True)
    answer(page, re.compile("Yes, it is inside"))
    expect(page.locator("h1.lead")).to_contain_text("€1,685.00")
    expect(page.get_by_role("button", name="Load it")).to_be_enabled()


def test_a_correction_changes_the_totals_at_once_and_keeps_the_place(bring, shots):
    page = sure(bring("artikel.csv", ITEMS))
    before = page.locator("h1.lead").inner_text()
    meaning = page.get_by_label("Meaning of Menge")
    meaning.focus()

    begun = time.monotonic()
    meaning.select_option("ignore")
    settle(page)
    took = time.monotonic() - begun

    assert page.locator("h1.lead").inner_text() != before
    assert page.evaluate("document.activeElement.name") == meaning.get_attribute("name")
    expect(page.locator("[data-said]")).to_contain_text("I read this as")
    assert took < PROMPT_S
    meaning.select_option("quantity")
    settle(page)
    assert page.locator("h1.lead").inner_text() == before
    page.screenshot(path=str(shots / "bring-corrected.png"), full_page=True)


def test_what_is_corrected_while_the_file_is_read_anew_is_not_lost(bring):
    page = sure(bring("zweimal.csv", ITEMS))
    page.get_by_label("Meaning of Menge").select_option("ignore")
    page.wait_for_selector("[data-upload][aria-busy]", timeout=WAIT_MS)

    page.get_by_label("Meaning of Artikel").select_option("ignore")

    expect(page.locator("[data-said]")).to_contain_text("makes no difference", timeout=WAIT_MS)
    read_as = page.locator("td[data-label='read as']")
    expect(read_as.filter(has_text="Leave out")).to_have_count(2, timeout=WAIT_MS)


def test_a_file_is_corrected_and_loaded_without_a_script(edge, chromium, session, tmp_path):
    context = chromium.new_context(
        base_url=edge.address, storage_state=session, java_script_enabled=False, locale="en-US"
    )
    page = context.new_page()
    file = tmp_path / "ohne.csv"
    file.write_text(RECEIPTS.replace("2026-0", "2027-0").replace(".2026", ".2025"), "utf-8")
    page.goto("/data/upload/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Read this file").click()
    for _wait in range(60):
        if page.get_by_role("button", name="Load it").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_label(re.compile("No, it comes on top")).check()
    page.get_by_role("button", name="Read it like this").click()
    for _wait in range(60):
        if page.locator("button:enabled", has_text="Load it").count():
            break
        page.wait_for_timeout(500)
        page.reload()

    expect(page.locator("h1.lead")).to_contain_text("€1,710.00")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("main")).to_contain_text("nothing of it was loaded")
    context.close()


def test_loading_shows_how_far_it_is_and_can_be_cancelled(open_page, tmp_path, shots):
    rows = "".join(
        f"{number};{1 + number % 28:02}.{1 + number // 28 % 12:02}.2023;Kaffee {number % 7};1;2,50\n"
        for number in range(300_000)
    )
    file = tmp_path / "gross.csv"
    file.write_text("Bon;Datum;Artikel;Menge;Preis\n" + rows, encoding="utf-8")
    page = open_page("/data/upload/")
    page.set_input_files("input[type=file]", str(file))
    page.locator("form[data-drop] button[type=submit]").click()
    page.wait_for_selector("[data-state=received]", timeout=WAIT_MS)

    expect(page.locator("[data-progress-text]")).to_have_text(
        re.compile("Reading"), timeout=WAIT_MS
    )
    expect(page.locator("main")).to_contain_text("You may close this page")
    page.screenshot(path=str(shots / "bring-reading.png"))
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("main")).to_contain_text("nothing of it was loaded")


def test_refused_rows_are_mended_in_the_browser(bring, shots):
    page = bring("belege_zwei.csv", RECEIPTS)
    answer(page, re.compile("No, it comes on top"))
    load(page)
    page.get_by_role("link", name="Mend them").click()
    page.screenshot(path=str(shots / "bring-refused.png"), full_page=True)

    page.get_by_label("Datum").first.fill("04.04.2026")
    page.get_by_label("Betrag").last.fill("zwölf")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("1 line is in your books now.")
    expect(page.locator("main")).to_contain_text("what you typed is kept")
    expect(page.get_by_label("Betrag")).to_have_value("zwölf")
    page.get_by_label("Betrag").fill("12,00")
    page.get_by_role("button", name="Load this line", exact=True).last.click()
    expect(page.locator("h1")).to_contain_text("No line of this file waits any more")


def test_an_undo_says_what_it_will_do_and_then_what_it_did(bring, shots):
    page = sure(bring("fort.csv", ITEMS.replace(".2025", ".2024")))
    load(page)
    page.get_by_role("link", name="Undo this import").click()

    expect(page.locator("main")).to_contain_text("600 lines go out of your books.")
    page.screenshot(path=str(shots / "bring-undo.png"))
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("main")).to_contain_text("Taken back")


def test_of_two_sources_for_the_same_days_the_merchant_chooses_one(
    bring, open_page, edge, shop, shots
):
    for name, text in (("shop.csv", SHOP), ("till.csv", TILL)):
        load(sure(bring(name, text)))
    span = ("--from", "2026-05-04", "--to", "2026-05-06")
    assert edge.manage("metric", "--merchant", shop, "net_sales", *span)["value"] == "54.00"

    page = open_page("/data/")
    page.screenshot(path=str(shots / "bring-two-sources.png"), full_page=True)
    overlap = page.locator("section.overlap").filter(has_text="till.csv")
    overlap.get_by_label(re.compile("Both, they are different sales")).check()
    overlap.get_by_role("button", name="Count it like this").click()

    expect(page.locator("main")).to_contain_text("Both count on these days from now on.")
    assert edge.manage("metric", "--merchant", shop, "net_sales", *span)["value"] == "108.00"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "width"), [("desktop", 1280), ("phone", 390), ("narrow", 320)])
def test_the_pages_of_an_import_fit_their_screens(bring, open_page, shots, name, width, dark):
    address = bring("belege_drei.csv", RECEIPTS.replace("Bedienung", f"Kasse {name} {dark}")).url
    mark = f"{name}-{'dark' if dark else 'light'}"

    for place, path in (("check", address), ("data", "/data/")):
        page = open_page(path, width=width, dark=dark)
        page.screenshot(path=str(shots / f"bring-{place}-{mark}.png"), full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
