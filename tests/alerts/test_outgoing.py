"""What is sent out, to receivers that are well, slow, endless, lying or not to be reached."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from alerts.outgoing import LARGEST, PER_HOST, outgoing
from tests.support.certificates import certificate
from tests.support.receivers import OK, Receiver, answering, receiving

HERE = (ip_network("127.0.0.1/32"),)
BODY = "{“童”: 1}".encode()
Names = Callable[..., list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Let names have addresses: each look-up takes the next of the given answers; gives the names that were asked."""

    def given(**answers: list[list[str]]) -> list[str]:
        real, asked = socket.getaddrinfo, []
        of = {name.replace("_", "."): list(one) for name, one in answers.items()}

        def look_up(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
            if host not in of:
                return real(host, port, *rest, **more)
            asked.append(host)
            found = of[host].pop(0)
            if not found:
                raise socket.gaierror(socket.EAI_NONAME, "unknown")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return given


async def test_sends_what_it_is_given_once_and_keeps_the_connection() -> None:
    async with receiving(answering(OK)) as receiver, outgoing(HERE) as post:
        for _ in range(2):
            reply = await post(f"{receiver.url}?of=1", BODY, {"webhook-id": "1", "Content-Type": "application/x"})
            assert (reply.status, reply.retry_after, reply.fault) == (204, None, None)
            assert 0 < reply.took < 5
    assert receiver.connections == 1
    head, body = receiver.requests[0]
    lines = head.lower().splitlines()
    assert lines[0] == "post /hook?of=1 http/1.1"
    assert {f"host: 127.0.0.1:{receiver.port}", "webhook-id: 1", "content-type: application/x"} < set(lines)
    assert body == BODY


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_an_answer_and_not_followed(status: int) -> None:
    async with receiving(answering(OK)) as other, outgoing(HERE) as post:
        head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n"
        async with receiving(answering(head.encode())) as receiver:
            assert (await post(receiver.url, BODY, {})).status == status
    assert other.connections == 0


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Fri, 01 May 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("99999999999", None),
        ("Inf", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
async def test_reads_how_long_to_wait(said: str, seconds: float | None) -> None:
    answer = f"HTTP/1.1 503 Busy\r\nRetry-After: {said}\r\nContent-Length: 0\r\n\r\n"
    async with receiving(answering(answer.encode())) as receiver, outgoing(HERE) as post:
        reply = await post(receiver.url, BODY, {})
    assert (reply.status, reply.retry_after) == (503, seconds)


async def test_reads_until_when_to_wait() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    answer = f"HTTP/1.1 429 Slower\r\nRetry-After: {until}\r\nContent-Length: 0\r\n\r\n"
    async with receiving(answering(answer.encode())) as receiver, outgoing(HERE) as post:
        reply = await post(receiver.url, BODY, {})
    assert reply.retry_after == pytest.approx(600, abs=5)


async def test_a_head_that_drips_ends_in_time() -> None:
    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await receiver.heard(reader)
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.02)

    async with receiving(talk) as receiver, outgoing(HERE, whole=0.4) as post:
        reply = await post(receiver.url, BODY, {})
    assert (reply.status, reply.fault) == (None, "timeout")
    assert reply.took == pytest.approx(0.4, abs=0.3)


async def test_a_body_that_drips_costs_no_more_time_and_its_status_counts() -> None:
    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await receiver.heard(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with receiving(talk) as receiver, outgoing(HERE, whole=0.4) as post:
        reply = await post(receiver.url, BODY, {})
    assert (reply.status, reply.fault) == (200, None)
    assert reply.took == pytest.approx(0.4, abs=0.3)


async def test_an_endless_body_is_cut() -> None:
    sent, cut = 0, asyncio.Event()

    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await receiver.heard(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"1000\r\n" + b"a" * 0x1000 + b"\r\n")
                await writer.drain()
                sent += 0x1000
        finally:
            cut.set()

    async with receiving(talk) as receiver, outgoing(HERE) as post:
        reply = await post(receiver.url, BODY, {})
        assert reply.status == 200
        async with asyncio.timeout(5):
            await cut.wait()
    assert sent < 10_000_000  # what the system's buffers took beside our 64 kB


async def test_an_endless_head_is_cut() -> None:
    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await receiver.heard(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-More: " + b"a" * 1000 + b"\r\n")
            await writer.drain()

    async with receiving(talk) as receiver, outgoing(HERE) as post:
        reply = await post(receiver.url, BODY, {})
    assert (reply.status, reply.fault) == (None, "protocol")


async def test_nothing_is_unpacked() -> None:
    bomb = gzip.compress(bytes(LARGEST * 100))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    async with receiving(answering(head.encode() + bomb)) as receiver, outgoing(HERE) as post:
        # Counted as it came, it is small: were it unpacked, it would be beyond what is read, and the connection cut.
        assert [(await post(receiver.url, BODY, {})).status for _ in range(2)] == [200, 200]
    assert receiver.connections == 1
    assert "accept-encoding" not in receiver.requests[0][0].lower()


async def test_proxies_of_the_surroundings_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving(answering(OK)) as proxy, receiving(answering(OK)) as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with outgoing(HERE) as post:
            assert (await post(receiver.url, BODY, {})).status == 204
    assert (proxy.connections, receiver.connections) == (0, 1)


async def test_a_name_is_looked_up_once_and_the_connection_made_to_what_was_judged(names: Names) -> None:
    asked = names(receiver_test=[["127.0.0.1"], ["127.0.0.2"]])
    async with receiving(answering(OK)) as receiver, outgoing(HERE) as post:
        assert (await post(f"http://receiver.test:{receiver.port}/", BODY, {})).status == 204
    assert asked == ["receiver.test"]
    assert f"host: receiver.test:{receiver.port}" in receiver.requests[0][0].lower().splitlines()


async def test_a_name_that_turns_inward_later_is_refused_then(names: Names) -> None:
    names(receiver_test=[["127.0.0.1"], ["127.0.0.2"]])
    closing = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    async with receiving(answering(closing)) as receiver, outgoing(HERE) as post:
        replies = [await post(f"http://receiver.test:{receiver.port}/", BODY, {}) for _ in range(2)]
    assert [(one.status, one.fault) for one in replies] == [(204, None), (None, "refused_address")]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254"])
async def test_a_name_with_one_private_address_is_refused_as_a_whole(names: Names, address: str) -> None:
    names(receiver_test=[["93.184.215.14", address]])
    async with receiving(answering(OK)) as receiver, outgoing(()) as post:
        reply = await post(f"https://receiver.test:{receiver.port}/", BODY, {})
    assert (reply.status, reply.fault, receiver.connections) == (None, "refused_address", 0)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]"])
async def test_the_own_machine_is_refused_by_any_name(host: str) -> None:
    async with receiving(answering(OK)) as receiver, outgoing(()) as post:
        reply = await post(f"https://{host}:{receiver.port}/", BODY, {})
    assert (reply.status, reply.fault, receiver.connections) == (None, "refused_address", 0)


async def test_a_public_name_is_not_sent_to_without_tls(names: Names) -> None:
    names(receiver_test=[["93.184.215.14"]])
    async with outgoing(HERE) as post:
        assert (await post("http://receiver.test/", BODY, {})).fault == "refused_address"
        assert (await post("http://93.184.215.14/", BODY, {})).fault == "plain_http"


async def test_the_next_address_is_tried(names: Names) -> None:
    names(receiver_test=[["127.0.0.2", "127.0.0.1"]])
    async with receiving(answering(OK)) as receiver, outgoing((ip_network("127.0.0.0/30"),)) as post:
        assert (await post(f"http://receiver.test:{receiver.port}/", BODY, {})).status == 204


async def test_tls_is_held_with_the_name(names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names(receiver_test=[["127.0.0.1"]] * 2, other_test=[["127.0.0.1"]])
    key, trusted = certificate(tmp_path, "receiver.test")
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(trusted, key)
    asked: list[str | None] = []
    shown.sni_callback = lambda _socket, name, _context: asked.append(name)
    async with receiving(answering(OK), tls=shown) as receiver:
        url = f"https://receiver.test:{receiver.port}/"
        async with outgoing(HERE) as post:
            assert (await post(url, BODY, {})).fault == "tls"  # nobody vouches for it
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        async with outgoing(HERE) as post:
            assert (await post(url, BODY, {})).status == 204
            assert (await post(url.replace("receiver.", "other."), BODY, {})).fault == "tls"
    assert asked == ["receiver.test", "receiver.test", "other.test"]
    assert f"host: receiver.test:{receiver.port}" in receiver.requests[0][0].lower().splitlines()


async def test_who_cannot_be_reached_is_told_of_by_a_word(names: Names) -> None:
    names(unknown_test=[[]])

    async def hang_up(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await receiver.heard(reader)
        writer.close()

    async with receiving(hang_up) as receiver, outgoing(HERE) as post:
        assert (await post(receiver.url, BODY, {})).fault == "protocol"
        url = receiver.url
    async with outgoing(HERE) as post:
        assert (await post(url, BODY, {})).fault == "connection"
        assert (await post("http://unknown.test/", BODY, {})).fault == "unknown_host"
        assert (await post("ftp://127.0.0.1/", BODY, {})).fault == "scheme"
        assert (await post(f"http://{'a' * 70}.test/", BODY, {})).fault == "unknown_host"


async def test_one_host_takes_so_many_at_once_and_holds_up_no_other() -> None:
    here, most, full, go = 0, 0, asyncio.Event(), asyncio.Event()

    async def slow(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal here, most
        await receiver.heard(reader)
        here += 1
        most = max(most, here)
        if here == PER_HOST:
            full.set()
        await go.wait()
        here -= 1
        writer.write(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    async with receiving(slow) as busy, receiving(answering(OK)) as idle, outgoing(HERE) as post:
        waiting = [asyncio.create_task(post(busy.url, BODY, {})) for _ in range(PER_HOST * 2)]
        await full.wait()
        assert (await post(idle.url, BODY, {})).status == 204
        go.set()
        assert [reply.status for reply in await asyncio.gather(*waiting)] == [204] * len(waiting)
    assert most == PER_HOST
