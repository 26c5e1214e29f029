"""A running Edge with one shop in it, and a real browser in front of it."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.faults.running import ROOT, RunningEdge

PASSWORD = "correct-horse-battery"
OWNER = "owner@example.test"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What matters of a fresh profile on a machine without a screen or a way out.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def shots():
    """Return the folder of the screenshots, emptied; they are there to be looked at."""
    folder = Path(os.environ.get("EDGE_SHOTS", ROOT / ".edge" / "screenshots"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def edge(tmp_path_factory):
    running = RunningEdge(tmp_path_factory.mktemp("e2e").resolve() / "home")
    running.start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def shop(edge):
    """Return the slug of a shop whose owner can log in."""
    made = edge.manage(
        "create_merchant", "--name", "Pizza Place", "--currency", "USD", "--country", "US",
        "--time-zone", "America/New_York", "--owner", OWNER, "--password", PASSWORD,
    )  # fmt: skip
    return made["merchant"]


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("EDGE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("No Chromium was found: install it, or name it by EDGE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def session(chromium, edge, shop):
    """Return the state of a browser in which the owner has logged in."""
    context = chromium.new_context(base_url=edge.address, locale="en-US")
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=login]", OWNER)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_page(chromium, edge, session):
    """Return a function that opens a page of the logged-in owner and fails on whatever its console says."""
    contexts = []
    complaints = []

    def opened(path="/", *, width=1280, height=900, dark=False):
        context = chromium.new_context(
            base_url=edge.address,
            storage_state=session,
            locale="en-US",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
