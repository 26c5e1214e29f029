import asyncio

from channels.auth import AuthMiddlewareStack
from django.contrib.sessions.models import Session

from edge.live import events
from edge.live.consumers import LiveConsumer
from edge.live.models import LogEntry
from edge.merchants.tenancy import run_in_thread, tenant_context
from tests.factories import make_member
from tests.sockets import open_socket

QUICK = AuthMiddlewareStack(LiveConsumer.as_asgi(ping_s=0.05, recheck_s=0.1))


async def test_it_pings():
    member = await run_in_thread(make_member)
    async with open_socket(QUICK, member.user) as page:
        assert await page.frame("ping") == {"v": 1, "type": "ping"}


async def test_a_lost_wake_up_is_made_good_by_the_next_ping():
    member = await run_in_thread(make_member)
    async with open_socket(QUICK, member.user) as page:
        await page.say({"type": "subscribe", "stream": "feed"})
        await page.frame("subscribed")

        def append_silently():
            with tenant_context(member.merchant):
                LogEntry.objects.create(merchant=member.merchant, stream="feed", seq=1, type="read")

        await run_in_thread(append_silently)

        assert (await page.frame("read"))["seq"] == 1


async def test_a_log_out_elsewhere_closes_the_socket():
    member = await run_in_thread(make_member)
    async with open_socket(QUICK, member.user) as page:
        await page.frame("ping")

        await run_in_thread(lambda: Session.objects.filter(session_key=page.cookie).delete())

        assert await page.close_code() == 4401


async def test_a_removed_member_loses_the_socket():
    member = await run_in_thread(make_member)
    async with open_socket(QUICK, member.user) as page:
        await page.frame("ping")

        await run_in_thread(member.delete)

        assert await page.close_code() == 4403


async def test_a_changed_password_closes_the_socket():
    member = await run_in_thread(make_member)
    async with open_socket(QUICK, member.user) as page:
        await page.frame("ping")

        def change():
            member.user.set_password("another-long-password")
            member.user.save()

        await run_in_thread(change)

        assert await page.close_code() == 4401


async def test_a_page_from_another_database_starts_over():
    member = await run_in_thread(make_member)

    def append():
        with tenant_context(member.merchant):
            events.append(member.merchant, "feed", "read")

    await run_in_thread(append)
    async with open_socket(QUICK, member.user) as page:
        await page.say({"type": "subscribe", "stream": "feed", "since": 900})

        assert (await page.frame("read"))["seq"] == 1


async def test_an_idle_socket_still_hears_of_news():
    member = await run_in_thread(make_member)
    idle = AuthMiddlewareStack(LiveConsumer.as_asgi())
    async with open_socket(idle, member.user) as page:
        await page.say({"type": "subscribe", "stream": "feed"})
        await page.frame("subscribed")
        # Longer than the channel layer's own wait for a message.
        await asyncio.sleep(7)

        def append():
            with tenant_context(member.merchant):
                events.append(member.merchant, "feed", "read")

        await run_in_thread(append)

        assert (await page.frame("read"))["seq"] == 1


async def test_without_redis_the_page_is_told_to_come_back(settings):
    member = await run_in_thread(make_member)
    layer = settings.CHANNEL_LAYERS["default"]
    nowhere = {"hosts": [{"address": "unix:///nowhere/redis.sock?db=0"}]}
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": layer["CONFIG"] | nowhere}}

    async with open_socket(AuthMiddlewareStack(LiveConsumer.as_asgi()), member.user) as page:
        assert await page.close_code() == 1013
