"""What opens a door does not stand in the log, whoever wrote the line."""

import logging

from edge.telemetry.logs import WithoutSecrets

TOKEN = "a-token-that-opens-a-door"


def test_djangos_own_lines_name_no_token(client, caplog):
    cut = WithoutSecrets()
    caplog.handler.addFilter(cut)
    try:
        with caplog.at_level(logging.WARNING, logger="django.request"):
            response = client.get(f"/join/{TOKEN}/")
    finally:
        caplog.handler.removeFilter(cut)

    assert 400 <= response.status_code < 500
    lines = [each.getMessage() for each in caplog.records if each.name == "django.request"]
    assert any("/join/…/" in line for line in lines)
    assert TOKEN not in caplog.text
