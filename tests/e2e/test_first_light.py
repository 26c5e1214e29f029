"""A newcomer's way: log in, bring a file, read home, ask, open a receipt, be told something."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OWNER, PASSWORD

LOAD_MS = 120_000
ANSWER_MS = 30_000
DAYS = 200


@pytest.fixture(scope="session")
def sales_file(tmp_path_factory):
    """Return an invented pizza place's export: 200 days up to yesterday, the last of them far below its kind."""
    generator = np.random.default_rng(7)
    today = datetime.now(UTC).date()
    lines = ["order_id,date,time,item,category,size,quantity,unit_price"]
    for number in range(DAYS):
        day = today - timedelta(days=DAYS - number)
        usual = 40 * (1.5 if day.weekday() >= 4 else 1.0) * np.exp(generator.normal(0, 0.05))
        for order in range(int(usual * (0.3 if number == DAYS - 1 else 1))):
            item, price = [("Margherita", "12.00"), ("Pepperoni", "14.50"), ("Hawaii", "13.25")][
                order % 3
            ]
            clock = f"{11 + order % 10:02}:{order % 60:02}:00"
            size = ["S", "M", "L"][order % 3]
            lines.append(f"{number * 1000 + order},{day},{clock},{item},Classic,{size},1,{price}")
    path = tmp_path_factory.mktemp("files") / "pizza.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def loaded(edge, shop, session, chromium, sales_file, shots):
    """Bring the file through the browser, with a second page open that is told what comes of it; return the news."""
    context = chromium.new_context(base_url=edge.address, storage_state=session, locale="en-US")
    watching, page = context.new_page(), context.new_page()
    watching.goto("/")
    # Keep every push that this page hears before anything is sent.
    watching.evaluate(
        "() => { window.heard = []; document.addEventListener('edge:insight', () => window.heard.push(1)); }"
    )
    page.goto("/data/upload/")
    page.set_input_files("input[type=file]", str(sales_file))
    page.locator("form[data-drop] button[type=submit]").click()
    load = page.get_by_role("button", name="Load it")
    load.wait_for(timeout=LOAD_MS)
    page.screenshot(path=str(shots / "reading.png"), full_page=True)
    load.click()
    page.get_by_text("are in your books").wait_for(timeout=LOAD_MS)
    page.screenshot(path=str(shots / "loaded.png"), full_page=True)
    watching.wait_for_function("() => window.heard.length > 0", timeout=LOAD_MS)
    badge = watching.locator("[data-unread-number]").inner_text()
    watching.screenshot(path=str(shots / "pushed.png"))
    context.close()
    return {
        "unread": int(badge),
        "lines": len(sales_file.read_text(encoding="utf-8").splitlines()) - 1,
    }


def test_a_wrong_password_is_told_as_such(chromium, edge, shop):
    context = chromium.new_context(base_url=edge.address, locale="en-US")
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", OWNER)
    page.fill("input[name=password]", PASSWORD + "!")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text(re.compile("not correct|wrong", re.IGNORECASE))
    context.close()


def test_a_file_becomes_facts_and_an_insight_reaches_the_open_page(edge, shop, loaded):
    assert loaded["unread"] >= 1
    first = (datetime.now(UTC) - timedelta(days=DAYS)).date().isoformat()
    last = datetime.now(UTC).date().isoformat()
    count = edge.manage("metric", "--merchant", shop, "sales_count", "--from", first, "--to", last)
    assert count["value"] == loaded["lines"]


def test_home_reads_without_a_script(loaded, edge, chromium, session):
    context = chromium.new_context(
        base_url=edge.address, storage_state=session, java_script_enabled=False, locale="en-US"
    )
    page = context.new_page()
    page.goto("/")

    expect(page.locator("h1.lead a.figure")).not_to_have_count(0)
    context.close()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How much did we sell last week?", r"\$[\d,]+\.\d\d"),
        ("Welches Produkt lief letzte Woche am besten?", r"Margherita|Pepperoni|Hawaii"),
    ],
    ids=["english", "german"],
)
def test_a_question_is_answered_with_figures(loaded, open_page, question, says):
    page = open_page("/ask/")
    page.locator("main textarea").first.fill(question)
    page.keyboard.press("Enter")

    answer = page.locator(".answer").last
    expect(answer).to_contain_text(re.compile(says), timeout=ANSWER_MS)
    expect(page.locator("main a.figure").first).to_be_visible()


def test_a_number_opens_its_receipt_beside_the_page_by_keyboard(loaded, open_page, shots):
    page = open_page("/")
    page.locator("h1.lead a.figure").first.focus()
    page.keyboard.press("Enter")

    receipt = page.locator("dialog .receipt")
    expect(receipt).to_contain_text("Pizza Place", ignore_case=True, timeout=ANSWER_MS)
    page.screenshot(path=str(shots / "receipt.png"))
    page.keyboard.press("Escape")
    expect(receipt).to_be_hidden()


def test_a_receipt_gives_its_rows_as_csv(loaded, open_page):
    page = open_page("/")
    address = page.locator("h1.lead a.figure").first.get_attribute("href")
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()

    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert len(text.splitlines()) > 1


def test_an_insight_is_read_once(loaded, open_page):
    page = open_page("/insights/")
    page.get_by_role("link", name=re.compile("See why")).first.click()
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("[data-unread-number]")).to_have_text(
        str(loaded["unread"] - 1), timeout=ANSWER_MS
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "width"), [("desktop", 1280), ("phone", 390), ("narrow", 320)])
@pytest.mark.parametrize(
    "path", ["/", "/ask/", "/insights/", "/sales/", "/data/", "/data/upload/", "/settings/"]
)
def test_a_page_fits_its_screen(loaded, open_page, shots, path, name, width, dark):
    page = open_page(path, width=width, dark=dark)
    place = path.strip("/").replace("/", "-") or "home"
    page.screenshot(
        path=str(shots / f"{place}-{name}-{'dark' if dark else 'light'}.png"), full_page=True
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= width
