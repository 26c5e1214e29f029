"""The one socket: log-in, subscribe, replay, ping, limits. `chat` extends it with what its screens send."""

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import structlog
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from redis.exceptions import RedisError

from edge.lib.errors import EdgeError, InvalidRequest, NotFound, NotLoggedIn
from edge.live import events, seats
from edge.live.visitor import Visitor, admit
from edge.live.wake import merchant_group
from edge.merchants.tenancy import run_in_tenant, run_in_thread

LOG_IN_AGAIN, STOP, TRY_AGAIN_LATER, TOO_BIG, POLICY = 4401, 4403, 1013, 1009, 1008
LONGEST_MESSAGE = 64 * 1024
MESSAGES_A_MINUTE = 30
# A page of Edge never comes near it: whoever goes on sending after being told loses the socket.
MESSAGES_BEFORE_CLOSE = 4 * MESSAGES_A_MINUTE
log = structlog.get_logger("edge.live")
Command = Callable[[Any, dict[str, Any]], Awaitable[None]]


class LiveConsumer(AsyncWebsocketConsumer):
    """A browser's socket: sends the events of the streams it subscribed to, each exactly once and in order."""

    visitor: Visitor

    def __init__(self, ping_s: float = 20.0, recheck_s: float = 60.0) -> None:
        """ping_s: seconds between pings; recheck_s: seconds after which the log-in is looked at again."""
        super().__init__()
        self.ping_s, self.recheck_s = ping_s, recheck_s
        self.seen: dict[str, int] = {}
        self.commands: dict[str, Command] = {
            "subscribe": type(self).subscribe,
            "unsubscribe": type(self).unsubscribe,
            "pong": type(self).pong,
        }
        # Before these, the visitor's log-in and membership are looked at anew: a removal holds at once.
        self.guarded = {"subscribe"}
        self._reading = asyncio.Lock()
        self._received: deque[float] = deque()
        self._pulse: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket; where a service that it needs is away, the browser comes back later."""
        try:
            await super().__call__(scope, receive, send)
        except (RedisError, DatabaseError, OSError) as error:
            log.warning("socket_lost_service", reason=type(error).__name__)
            with contextlib.suppress(OSError, RuntimeError):
                await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
        finally:
            if self._pulse is not None:
                self._pulse.cancel()

    async def connect(self) -> None:
        """Accept, then say who may not stay: a code of ours reaches the browser only on an open socket."""
        await self.accept()
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        wanted = query.get("merchant", [""])[0]
        try:
            self.visitor = await run_in_thread(admit, self.scope["session"].session_key, wanted)
        except EdgeError as refused:
            await self.close(_close_code(refused))
            return
        if not await run_in_thread(seats.take_seat, self.visitor.user_id, self.channel_name):
            await self.close(TRY_AGAIN_LATER)
            return
        await self.channel_layer.group_add(
            merchant_group(self.visitor.merchant_id), self.channel_name
        )
        self._pulse = asyncio.create_task(self._beat())
        await self.say({"type": "hello", "merchant": self.visitor.access.merchant.public_id})

    async def disconnect(self, code: int) -> None:
        """Give seat and group back; Redis may be gone, both then end by themselves."""
        if self._pulse is None:
            return
        self._pulse.cancel()
        with contextlib.suppress(RedisError, OSError):
            await run_in_thread(seats.leave_seat, self.visitor.user_id, self.channel_name)
            await self.channel_layer.group_discard(
                merchant_group(self.visitor.merchant_id), self.channel_name
            )

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Read one message and run its command; a refusal is answered, a breach of the rules closes."""
        if self._pulse is None:
            return
        if len(text_data or "") > LONGEST_MESSAGE:
            await self.close(TOO_BIG)
            return
        message = _parse(text_data)
        if message is None:
            await self.close(POLICY)
            return
        try:
            kind = str(message.get("type"))
            if not await self._admit_message():
                return
            command = self.commands.get(kind)
            if command is None:
                raise InvalidRequest(f"There is no message “{kind[:40]}”.")
            if kind in self.guarded and not await self._is_still_admitted():
                return
            await command(self, message)
        except EdgeError as refused:
            await self.refuse(message, refused)

    async def _admit_message(self) -> bool:
        """Return whether another message fits into this minute; says so or closes where it does not."""
        now = time.monotonic()
        while self._received and self._received[0] < now - 60:
            self._received.popleft()
        self._received.append(now)
        if len(self._received) <= MESSAGES_A_MINUTE:
            return True
        if len(self._received) > MESSAGES_BEFORE_CLOSE:
            await self.close(POLICY)
        else:
            wait_s = round(self._received[0] + 60 - now, 1)
            await self.say({"type": "error", "code": "rate_limited", "retry_after_s": wait_s})
        return False

    async def subscribe(self, message: dict[str, Any]) -> None:
        """Replay a stream after number `since` and go on live; without `since`, only what is new."""
        stream, since = str(message.get("stream", "")), message.get("since")
        if since is not None and (not isinstance(since, int) or isinstance(since, bool)):
            raise InvalidRequest("“since” is the number of the last event that you have.")
        merchant_id = self.visitor.merchant_id
        if not await run_in_tenant(merchant_id, self.may_read, stream):
            raise NotFound("There is no such stream.")
        head = await run_in_tenant(merchant_id, events.head, merchant_id, stream)
        # A number from the future comes from another database: start over rather than wait for it.
        self.seen[stream] = head if since is None else since if 0 <= since <= head else 0
        await self.say({"type": "subscribed", "stream": stream, "head": head})
        await self.deliver(stream)

    async def unsubscribe(self, message: dict[str, Any]) -> None:
        """Stop sending a stream."""
        self.seen.pop(str(message.get("stream", "")), None)

    async def pong(self, message: dict[str, Any]) -> None:
        """Take note of nothing: that it arrived is the answer to a ping."""

    def may_read(self, stream: str) -> bool:
        """Return whether the visitor may read a stream; runs inside the merchant's context."""
        return stream == events.FEED

    async def live_wake(self, message: dict[str, Any]) -> None:
        """Look for new events: a wake-up says that there are some, the log says which."""
        if message["seq"] > self.seen.get(message["stream"], message["seq"]):
            await self.deliver(message["stream"])

    async def deliver(self, stream: str) -> None:
        """Send every event of a stream that was not sent yet."""
        merchant_id = self.visitor.merchant_id
        async with self._reading:
            while stream in self.seen:
                since = self.seen[stream]
                found = await run_in_tenant(merchant_id, events.replay, merchant_id, stream, since)
                for entry in found:
                    await self.say(events.frame(entry))
                    self.seen[stream] = entry.seq
                if len(found) < events.PAGE:
                    return

    async def say(self, frame: dict[str, Any]) -> None:
        """Send one frame."""
        await self.send(text_data=json.dumps({"v": 1} | frame, separators=(",", ":")))

    async def refuse(self, message: dict[str, Any], refused: EdgeError) -> None:
        """Answer a message that could not be done, naming it."""
        about = {key: message[key] for key in ("stream", "client_id") if key in message}
        await self.say(
            {"type": "error", "code": refused.code, "text": refused.merchant_text} | about
        )

    async def _beat(self) -> None:
        """Ping, keep the seat, look for what a lost wake-up left unread, and look at the log-in again."""
        checked = time.monotonic()
        try:
            while True:
                await asyncio.sleep(self.ping_s)
                await self.say({"type": "ping"})
                await run_in_thread(seats.keep_seat, self.visitor.user_id, self.channel_name)
                await self._catch_up()
                if time.monotonic() - checked >= self.recheck_s:
                    checked = time.monotonic()
                    await self._check_visitor()
        except EdgeError as refused:
            await self.close(_close_code(refused))
        except (RedisError, DatabaseError, OSError) as error:
            log.warning("socket_lost_service", reason=type(error).__name__)
            await self.close(TRY_AGAIN_LATER)

    async def _catch_up(self) -> None:
        merchant_id = self.visitor.merchant_id
        if not self.seen:
            return
        heads = await run_in_tenant(merchant_id, events.heads, merchant_id, list(self.seen))
        for stream, head in heads.items():
            if head > self.seen.get(stream, head):
                await self.deliver(stream)

    async def _is_still_admitted(self) -> bool:
        """Return whether the visitor may stay; closes the socket where not."""
        try:
            await self._check_visitor()
        except EdgeError as refused:
            await self.close(_close_code(refused))
            return False
        return True

    async def _check_visitor(self) -> None:
        self.visitor = await run_in_thread(
            admit, self.visitor.session_key, self.visitor.access.merchant.public_id
        )
        # Membership of a group runs out after a day; an open page may stay longer.
        await self.channel_layer.group_add(
            merchant_group(self.visitor.merchant_id), self.channel_name
        )


def _close_code(refused: EdgeError) -> int:
    return LOG_IN_AGAIN if isinstance(refused, NotLoggedIn) else STOP


def _parse(text: str | None) -> dict[str, Any] | None:
    """Return the message, or None where it is not a JSON object."""
    try:
        message = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
