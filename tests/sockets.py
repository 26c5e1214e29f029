"""A browser's end of a socket, spoken to the ASGI application itself (Channels' own wants a server we do not use)."""

import json
from contextlib import asynccontextmanager

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from edge.merchants.tenancy import run_in_thread

SOON_S = 5


class Socket(ApplicationCommunicator):
    """One socket; `cookie` is the log-in of a person, or of nobody."""

    def __init__(self, application, path="/ws/", *, cookie="", origin="http://localhost"):
        self.cookie = cookie
        place, _, query = path.partition("?")
        super().__init__(
            application,
            {
                "type": "websocket",
                "path": place,
                "query_string": query.encode(),
                "headers": [
                    (b"host", b"localhost"),
                    (b"origin", origin.encode()),
                    (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
                ],
                "subprotocols": [],
            },
        )

    async def connect(self):
        """Return whether the socket was accepted."""
        await self.send_input({"type": "websocket.connect"})
        found = await self.receive_output(SOON_S)
        return found["type"] == "websocket.accept"

    async def say(self, message):
        """Send one message, text as it is or anything else as JSON."""
        text = message if isinstance(message, str) else json.dumps(message)
        await self.send_input({"type": "websocket.receive", "text": text})

    async def frame(self, kind=None):
        """Return the next frame, or the next of one kind."""
        while True:
            found = await self.receive_output(SOON_S)
            assert found["type"] == "websocket.send", f"closed with {found.get('code')}"
            frame = json.loads(found["text"])
            if kind in (None, frame["type"]):
                return frame

    async def close_code(self):
        """Return the code that the server closes with; frames before it are passed over."""
        while True:
            found = await self.receive_output(SOON_S)
            if found["type"] == "websocket.close":
                return found.get("code")

    async def leave(self):
        """Close the tab."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(SOON_S)


async def log_in(user):
    """Return the session cookie of a person who logged in."""

    def cookie():
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    return await run_in_thread(cookie)


@asynccontextmanager
async def open_socket(application, user, path="/ws/"):
    """Open a person's socket and leave it at the end."""
    socket = Socket(application, path, cookie=await log_in(user) if user else "nobody")
    assert await socket.connect()
    try:
        yield socket
    finally:
        await socket.leave()
