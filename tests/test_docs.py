"""The documents keep up with the code: settings, folders, decisions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("edge", "insights", "connectors", "chat")


def settings_read():
    text = (ROOT / "edge" / "settings.py").read_text(encoding="utf-8")
    return sorted(set(re.findall(r'env(?:_flag|_list)?\(\s*"([A-Z_]+)"', text)))


def folders():
    found = {path.parent for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")}
    rooms = (path.relative_to(ROOT).as_posix() for path in found)
    return sorted(
        room for room in rooms if "/" in room and not room.endswith(("migrations", "commands"))
    )


@pytest.mark.parametrize("variable", settings_read())
def test_every_setting_is_documented(variable):
    assert f"`{variable}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [room for room in folders() if room.count("/") == 1])
def test_every_folder_has_a_sentence_in_the_architecture(folder):
    assert f"`{folder}`" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=lambda path: path.name
)
def test_every_link_between_pages_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("decision", sorted(ROOT.glob("docs/adr/*.md")), ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_why(decision):
    text = decision.read_text(encoding="utf-8")

    assert len(text.splitlines()) < 40
    assert "**Why.**" in text
