"""A body that never ends is cut off before anything keeps it."""

import json

import pytest
from django.core.asgi import get_asgi_application

from edge.body_limit import FORM_BYTES, MOST_BYTES, BodyLimit, most_bytes

CHUNK = b"x" * 1_000_000


async def answer_to(path, *, told=None, chunks=1_000, app=None):
    """Return status, headers, body and how many chunks were read of a POST that sends without end."""
    read, sent = [], []

    async def receive():
        read.append(1)
        return {"type": "http.request", "body": CHUNK, "more_body": len(read) < chunks}

    async def send(event):
        sent.append(event)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/octet-stream")]
    if told is not None:
        headers.append((b"content-length", str(told).encode()))
    scope = {
        "type": "http", "method": "POST", "path": path, "root_path": "", "query_string": b"", "headers": headers,
    }  # fmt: skip
    await BodyLimit(app or get_asgi_application())(scope, receive, send)
    start, body = sent[0], b"".join(event.get("body", b"") for event in sent[1:])
    return start["status"], dict(start["headers"]), body, len(read)


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/api/v1/me"])
async def test_an_endless_body_is_cut_off(path):
    status, headers, body, read = await answer_to(path)
    assert status == 413
    assert read == MOST_BYTES // len(CHUNK) + 1
    assert headers[b"connection"] == b"close"
    if path.startswith("/api/"):
        assert headers[b"content-type"] == b"application/problem+json"
        assert json.loads(body)["code"] == "too_large"
        assert json.loads(body)["request_id"]
    else:
        assert headers[b"content-type"] == b"text/plain"


async def test_a_length_that_is_told_is_believed_at_once():
    status, _, _, read = await answer_to("/accounts/login/", told=MOST_BYTES + 1)
    assert (status, read) == (413, 0)


@pytest.mark.parametrize("path", ["/data/upload/", "/api/v1/uploads"])
async def test_uploads_may_be_as_large_as_the_setting_says(settings, path):
    settings.UPLOAD_MAX_BYTES = 8_000_000
    assert most_bytes(path) == 8_000_000 + FORM_BYTES
    assert most_bytes(f"{path.rstrip('/')}/upl_1/reading") == MOST_BYTES
    status, _, _, read = await answer_to(path)
    assert (status, read) == (413, 10)


async def test_what_fits_is_passed_on_chunk_by_chunk():
    seen = []

    async def app(_scope, receive, send):
        while True:
            event = await receive()
            seen.append(len(event["body"]))
            if not event["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    status, _, body, _ = await answer_to("/nowhere/", chunks=5, app=app)
    assert (status, body, seen) == (200, b"ok", [len(CHUNK)] * 5)
