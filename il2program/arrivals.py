"""The web server's worker: a request takes a thread when all of it has arrived, and not before.

Gunicorn's own threads wait for what a browser has begun to send, so that a few connections that send a
byte now and then hold up everybody. Here the loop that accepts connections collects each request and gives up on those
that take too long. A proxy that does the same may stand in front, and does not have to.
"""

import contextlib
import re
import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from il2program.bounds import LONGEST_BODY, METHODS

HEAD_WITHIN_SECONDS, BODY_WITHIN_SECONDS = 10, 60
# A read or an answer that does not get on ends its connection, and frees its thread.
STALLS_FOR_SECONDS = 30
LEAVES_WITHIN_SECONDS = 2
LONGEST_HEAD = 64 * 1024
# What may be held at once of requests that have not arrived: some files, and never the memory of the machine.
MOST_WAITING = 64 * 1024 * 1024
READ_AT_ONCE = 64 * 1024

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
TOO_LATE, TOO_LONG = b"408 Request Timeout", b"431 Request Header Fields Too Large"
TOO_BUSY = b"503 Service Unavailable"
REFUSAL = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Arriving(TConn):  # type: ignore[misc]
    """A connection with what has arrived of its next request."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.received = bytearray()
        self.began = 0.0
        self.is_whole = self.is_leaving = False

    def init(self) -> None:
        super().init()
        self.sock.settimeout(STALLS_FOR_SECONDS)
        self.parser.unreader.unread(bytes(self.received))
        self.received.clear()

    def has_arrived(self) -> bool:
        """Whether a thread can answer what is there: a whole request, or one that is refused by its head."""
        end = self.received.find(HEAD_ENDS)
        if end < 0:
            return False
        head = bytes(self.received[: end + 2])
        length = int(found[1]) if (found := LENGTH.search(head)) else 0
        self.is_whole = not CHUNKED.search(head) and len(self.received) >= end + len(HEAD_ENDS) + length
        return self.is_whole or length > LONGEST_BODY or bool(CHUNKED.search(head))

    def refuse(self, status: bytes) -> None:
        """Say why the connection is closed, where somebody had begun to say something."""
        if self.received and not self.is_leaving:
            with contextlib.suppress(OSError):
                self.sock.send(REFUSAL % status)
        self.close()


class Worker(ThreadWorker):  # type: ignore[misc]
    def accept(self, listener: Any) -> None:
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self.await_request(Arriving(self.cfg, sock, client, listener.getsockname()))

    def await_request(self, conn: Arriving) -> None:
        self.listen(conn, HEAD_WITHIN_SECONDS)
        if conn.received:
            self.go_on(conn)

    def listen(self, conn: Arriving, seconds: float) -> None:
        conn.sock.setblocking(False)
        conn.began = time.monotonic()
        conn.timeout = conn.began + seconds
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_client_socket_readable(self, conn: Arriving, client: Any) -> None:
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.await_request(conn)

    def on_pending_socket_readable(self, conn: Arriving, client: Any) -> None:
        try:
            received = client.recv(READ_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self.let_go(conn)
            conn.close()
            self.nr_conns -= 1
        elif not conn.is_leaving:
            conn.received += received
            self.go_on(conn)

    def go_on(self, conn: Arriving) -> None:
        """Hand on a request that has arrived; refuse one whose head has no end."""
        if conn.has_arrived():
            self.let_go(conn)
            conn.data_ready = True
            self.enqueue_req(conn)
        elif HEAD_ENDS in conn.received:
            conn.timeout = conn.began + BODY_WITHIN_SECONDS
            if len(conn.received) > READ_AT_ONCE and self.waiting_bytes() > MOST_WAITING:
                self.give_up(conn, TOO_BUSY)
        elif len(conn.received) > LONGEST_HEAD:
            self.give_up(conn, TOO_LONG)

    def waiting_bytes(self) -> int:
        return sum(len(conn.received) for conn in self.pending_conns)

    def let_go(self, conn: Arriving) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def give_up(self, conn: Arriving, status: bytes) -> None:
        self.let_go(conn)
        conn.refuse(status)
        self.nr_conns -= 1

    def murder_pending(self) -> None:
        now = time.monotonic()
        silent = [conn for conn in self.pending_conns if not (self.alive or conn.received)]
        for conn in silent or [conn for conn in self.pending_conns if conn.timeout <= now]:
            self.give_up(conn, TOO_LATE)

    def finish_request(self, conn: Arriving, fs: Any) -> None:
        if fs.cancelled() or fs.exception() or not fs.result():
            self.leave(conn)
        elif early := conn.parser.unreader.take_buffered():
            conn.received += early
            self.await_request(conn)
        else:
            super().finish_request(conn, fs)

    def leave(self, conn: Arriving) -> None:
        """Close after the answer; what is still being sent is thrown away, or the answer would be lost with it."""
        conn.is_leaving = True
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            self.listen(conn, LEAVES_WITHIN_SECONDS)
        except (OSError, ValueError):
            conn.close()
            self.nr_conns -= 1

    def handle_request(self, req: Any, conn: Arriving) -> Any:
        if not conn.is_whole or req.method not in METHODS:
            req.force_close()
        return super().handle_request(req, conn)
