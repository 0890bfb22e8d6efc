#!/usr/bin/env python3
"""A client of Partyline in Python's standard library alone, written from docs/protocol.md.

It needs an app token, which `partyline token create NAME` makes:

    export PARTYLINE_SERVER=partyline://HOST:PORT PARTYLINE_TOKEN=plt_...
    client.py say lobby hello          sends one message; ends when the server has stored it
    client.py say @ana < report.txt    the same with a text from standard input
    client.py listen                   prints what is said, until Ctrl-C
    client.py talk lobby               both at once: sends each line of standard input

In a program:

    async with Line(server, token) as line:
        await line.post("@ana", "The build is green.")
        async for message in line.messages():
            print(message["from"], message["text"])

Exit codes: 0 done; 64 the command line, the address or the token is wrong; 65 the text cannot be
sent, or not to this name; 69 the server cannot be reached; 75 it may work later; 76 one side does
not keep to the protocol; 77 not allowed; 130 Ctrl-C.
"""

import argparse
import asyncio
import base64
import collections
import hashlib
import json
import os
import random
import ssl
import struct
import sys
import threading
import time
import urllib.parse

FRAME_BYTES = 65_536  # largest payload of a frame of the server
INBOX = 1_000  # messages kept for a slow reader; what is beyond comes from the history later
COMPARED = 200  # rooms in one comparison of histories
CURSORS = 60  # so many fit into the 4,096 bytes that a frame may have before the login

LOST = (OSError, EOFError, asyncio.TimeoutError)
# Codes of errors, and reasons of bye, after which it is worth while to connect again.
PASSING = {"lost", "timeout", "busy", "internal", "server.busy", "server.stopping", "auth.token",
           "auth.throttled"}


class LineError(Exception):
    """Something was refused, or the line has ended; `code` is that of the error or of the bye."""

    def __init__(self, code, sentence, retry_after=0.0):
        super().__init__(sentence)
        self.code, self.retry_after = code, retry_after  # in seconds


def encode(data):
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_key(certificate):
    """SubjectPublicKeyInfo of an X.509 certificate (RFC 5280, section 4.1), both in DER."""

    def element(at):
        """Where the contents of an element begin, and where it ends."""
        begin, length = at + 2, certificate[at + 1]
        if length > 127:
            begin += length - 128
            length = int.from_bytes(certificate[at + 2:begin], "big")
        return begin, begin + length

    at = element(element(0)[0])[0]
    before = ["serialNumber", "signature", "issuer", "validity", "subject"]
    if certificate[at] == 0xA0:
        before.insert(0, "version")
    for _ in before:
        at = element(at)[1]
    return certificate[at:element(at)[1]]


def parse_token(text):
    """Fingerprint of the server (none in clear text), session and secret of an app token."""
    kind, _, body = text.partition("_")
    try:
        data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        data = b""
    if (kind, len(data)) not in (("plt", 80), ("pltc", 48)) or encode(data) != body:
        raise LineError("usage", "This is not an app token: plt_ or pltc_ and its text, whole.")
    return encode(data[:-48]), encode(data[-48:-32]), encode(data[-32:])


def parse_address(text):
    """Host, port, whether TLS is spoken, and fingerprint of partyline://HOST:PORT#FINGERPRINT."""
    try:
        parts = urllib.parse.urlsplit(text if "://" in text else f"partyline://{text}")
        if parts.hostname and parts.scheme in ("partyline", "partyline+clear"):
            has_tls = parts.scheme == "partyline"
            return parts.hostname, parts.port or 7278, has_tls, parts.fragment
    except ValueError:
        pass
    raise LineError("usage", f"{text} is not an address: one looks like partyline://HOST:PORT.")


class Connection:
    """Messages over TCP: each is a length of 4 bytes, and so many bytes of JSON."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self.abort = writer.transport.abort

    @classmethod
    async def open(cls, host, port, has_tls, fingerprint):
        """Connects; sends nothing to a server whose key has another fingerprint."""
        context = None
        if has_tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            context.check_hostname = False  # the server signs its certificate itself:
            context.verify_mode = ssl.CERT_NONE  # its fingerprint is what counts
        streams = await asyncio.wait_for(asyncio.open_connection(host, port, ssl=context), 10)
        connection = cls(*streams)
        if has_tls:
            certificate = streams[1].get_extra_info("ssl_object").getpeercert(binary_form=True)
            if encode(hashlib.sha256(public_key(certificate)).digest()) != fingerprint:
                connection.abort()
                raise LineError("fingerprint", "The key is not that of the server which "
                                "the app token is for. Nothing was sent.")
        return connection

    def send(self, message):
        payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        self._writer.write(struct.pack(">I", len(payload)) + payload)

    async def receive(self, seconds):
        """The next message; EOFError when the connection is cut."""
        header = await asyncio.wait_for(self._reader.readexactly(4), seconds)
        (size,) = struct.unpack(">I", header)
        if not 1 <= size <= FRAME_BYTES:
            raise LineError("protocol", f"The server sent a frame of {size} bytes.")
        return json.loads(await asyncio.wait_for(self._reader.readexactly(size), seconds))

    async def answer(self, kind):
        """The next message before the login, where one answer comes at a time."""
        message = await self.receive(20)
        if message["type"] == "error":
            wait = message.get("retryAfterMs", 0) / 1000
            raise LineError(message["code"], message["message"], wait)
        if message["type"] != kind:
            raise LineError("protocol", f"The server sent {message['type']} instead of {kind}.")
        return message


def entries_of(page):
    """The messages of an envelope: entries of one room in runs of one sender."""
    seq = page["first"]
    for run in page["runs"]:
        for entry in run["entries"]:
            at = run["at"] + entry.get("afterMs", 0)
            content = entry.get("content") or {"kind": "text", "text": entry["text"]}
            yield {**content, "seq": seq, "from": run["from"], "at": at}
            seq += 1


class Room:
    """A room: `have` is the number of the last message taken, `known` the highest heard of."""

    def __init__(self, name, after):
        self.name = name  # as people write it: lobby, @ana
        self.have = self.known = after


class Line:
    """Sends to a line and listens, each message once; comes back after a lost connection.

    Without `receive` no messages come. With `present` others see the account as here. `notice` is
    called with sentences for a person.
    """

    def __init__(self, server, token, receive=True, present=False, notice=lambda sentence: None):
        *self._address, has_tls, fingerprint = parse_address(server)
        expected, self._session, self._secret = parse_token(token)
        if has_tls != bool(expected) or fingerprint not in ("", expected):
            raise LineError("usage", "The app token is for another server than the address.")
        self._address += [has_tls, expected]
        self._wishes, self._notice = {"receive": receive, "present": present}, notice
        self._epoch = self._connection = self._token = self._ended = None
        self._rooms = {}  # by key
        self._terms = []  # of the server's history, the latest first
        self._inbox = collections.deque()
        self._requests = {}  # what is unanswered, by id, in the order of asking: (message, answer)
        self._last_id = 0

    async def __aenter__(self):
        self._news = asyncio.Event()
        try:
            await self._attach()
        except BaseException:
            self._hang_up()
            raise
        self._staying = asyncio.ensure_future(self._stay())
        return self

    async def __aexit__(self, *_):
        """Takes leave."""
        self._send({"type": "bye"})
        await asyncio.wait({self._staying}, timeout=2 if self._connection else 0)  # for its bye
        self._staying.cancel()
        self._hang_up()

    async def post(self, to, text, kind="text"):
        """Says something to `lobby` or `@name`; returns the server's `posted` once it is stored."""
        mid = int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10)
        content = {"kind": kind, "text": text}
        return await self.request("post", room=to, mid=encode(mid), content=content)

    async def request(self, kind, /, **fields):
        """Asks, and returns the answer; asks again on the next connection if this one is lost."""
        if self._ended:
            raise self._ended
        self._last_id += 1
        message = {"type": kind, "id": self._last_id, **fields}
        answer = asyncio.get_running_loop().create_future()
        self._requests[message["id"]] = message, answer
        try:
            self._send(message)
            return await answer
        finally:
            del self._requests[message["id"]]

    async def messages(self):
        """What is said from now on, in order in each room; LineError when the line has ended."""
        while True:
            while self._inbox:
                yield self._inbox.popleft()
            behind = [key for key, room in self._rooms.items() if room.have < room.known]
            if behind:
                await self._catch_up(behind[0])
            elif self._ended:
                raise self._ended
            else:
                self._news.clear()
                await self._news.wait()

    async def _catch_up(self, key):
        """Fetches what is missing in a room from the history."""
        room = self._rooms[key]
        goal = room.known
        page = await self.request("history", room=key, after=room.have, limit=200)
        if self._rooms.get(key) is not room:
            return  # the server's history was replaced meanwhile
        for message in entries_of(page):
            if message["seq"] > room.have:
                self._keep(room, message)
        if not page["runs"] and room.have < goal:
            self._notice(f"Messages up to number {goal} of {room.name} are gone.")
            room.have = goal

    def _keep(self, room, message):
        room.have = message["seq"]
        self._inbox.append({**message, "room": room.name})
        self._news.set()

    async def _stay(self):
        """Reads, connects again when the connection is lost, and ends when the line does."""
        longest = 0.5
        while self._ended is None:
            try:
                if self._connection is None:
                    await self._attach()
                await self._read()
            except LineError as reason:
                error = reason
            except LOST as reason:
                error = LineError("lost", str(reason) or "the server is silent.")
            except Exception as reason:
                error = LineError("protocol", f"The server sent something unfit: {reason!r}.")
            self._hang_up()
            if error.code not in PASSING:
                return self._end(error)
            self._notice(f"The connection is lost, connecting again: {error}")
            if self._token:  # it got as far as the welcome
                longest = 0.5
            else:
                longest = min(longest * 2, 5 if self._requests else 30)
            await asyncio.sleep(max(random.uniform(0.25, longest), error.retry_after))

    def _hang_up(self):
        if self._connection:
            self._connection.abort()
        self._connection = None

    def _end(self, error):
        self._ended = error
        self._news.set()
        for _, answer in self._requests.values():
            if not answer.done():
                answer.set_exception(error)

    async def _attach(self):
        """Connects and logs in; asks again what is unanswered."""
        self._token = None
        self._connection = connection = await Connection.open(*self._address)
        binding = "tls-server-end-point" if self._address[2] else "none"
        connection.send({"type": "hello", "versions": [1], "client": "client.py 1",
                         "bindings": [binding]})
        await connection.answer("hello")
        attach = {"session": self._session, "secret": self._secret, **self._wishes}
        if self._epoch:
            first = list(self._rooms.items())[:CURSORS]  # the others come from the history
            attach["epoch"], attach["cursors"] = self._epoch, {key: r.have for key, r in first}
        connection.send({"type": "attach", "id": 1, **attach})
        welcome = await connection.answer("welcome")
        is_back = welcome["epoch"] == self._epoch
        meanwhile = []
        if is_back:
            is_back = await self._compare(connection, welcome, meanwhile)
        if not is_back:  # it is the first time, or the numbers have begun anew
            self._epoch, self._rooms, self._terms = welcome["epoch"], {}, welcome["terms"]
        for state in welcome["rooms"]:  # a new one was begun while the line was cut
            self._learn(state, 0 if is_back else state["after"])
        self._token = welcome["token"]
        for message in meanwhile:
            self._heed(message)
        for message, _ in self._requests.values():
            self._send(message)

    async def _compare(self, connection, welcome, meanwhile):
        """Goes back to where the histories part, if the server goes on from an older copy of its own.

        False: they have nothing in common. Messages before the answers are added to `meanwhile`.
        """
        told, known = welcome["terms"], self._terms
        places = [(key, room.have) for key, room in self._rooms.items()]
        common = next((term for term in told if term in known), None)
        gone = 0
        for start in range(0, len(places) if told[0] != known[0] else 0, COMPARED):
            cursors = dict(places[start:start + COMPARED])
            self._last_id += 1
            connection.send({"type": "history.compare", "id": self._last_id, "terms": known,
                             "cursors": cursors, "token": welcome["token"]})
            while (answer := await connection.receive(20)).get("re") != self._last_id:
                meanwhile.append(answer)
            if answer["type"] == "error":
                raise LineError(answer["code"], answer["message"])
            common = answer["term"]
            for key, have in answer["parted"].items():
                gone += cursors[key] - have
                self._rooms[key] = Room(self._rooms[key].name, have)
        if gone:
            self._notice("The server goes on from an older copy of its history; what it has since then "
                         f"follows. Messages shown here that it has lost: {gone}.")
        newer = told[:told.index(common)] if common in told else told
        self._terms = (newer + known[known.index(common):] if common else told)[:64]
        return common is not None

    def _learn(self, state, begin):
        """Notes a room. Entries between ours and `after` do not come by themselves."""
        room = self._rooms.setdefault(state["room"], Room(state["name"], begin))
        room.known = max(room.known, state["after"])
        self._news.set()

    def _send(self, message):
        if self._connection and self._token:
            self._connection.send({**message, "token": self._token})

    async def _read(self):
        """Takes what comes; ends by an exception, as the connection does."""
        last = None  # code of the last error
        while True:
            message = await self._connection.receive(75)
            kind = message["type"]
            self._heed(message)
            if kind == "bye":
                code = message["reason"]
                raise LineError(last if last and code == "protocol" else code, message["message"])
            elif kind == "error":
                last = message["code"]
            if message.get("re") in self._requests and last != "auth.token":
                self._settle(message, self._requests[message["re"]][1])

    def _heed(self, message):
        kind = message["type"]
        if kind == "entries":
            for entry in entries_of(message):
                self._take(self._rooms[message["room"]], entry)
        elif kind == "room":
            self._learn(message["room"], message["room"]["after"])
        elif kind == "ping":
            self._send({"type": "pong", "mark": message["mark"]})

    def _take(self, room, message):
        """Keeps what follows on the last message; anything else makes the room fall behind."""
        if message["seq"] == room.have + 1 and len(self._inbox) < INBOX:
            self._keep(room, message)
        room.known = max(room.known, message["seq"])
        self._news.set()

    def _settle(self, message, answer):
        if answer.done():
            return
        if message["type"] == "error":
            answer.set_exception(LineError(message["code"], message["message"]))
        else:
            answer.set_result(message)


# The command line.


def shown(text):
    """A stranger's text, as a terminal may see it: without control characters and the like."""
    lines = text.split("\n")
    clean = ("".join(c if c.isprintable() else "\ufffd" for c in line) for line in lines)
    return "\n    ".join(clean)


def tell(sentence):
    print(shown(sentence), file=sys.stderr, flush=True)


# Of all other kinds: changes of earlier messages, and what happens to rooms.
senders = {"text": "{from}:", "action": "* {from}", "announcement": "{from}:"}


async def listen(line):
    async for message in line.messages():
        when = time.strftime("%H:%M", time.localtime(message["at"] / 1000))
        sender = senders.get(message["kind"], "-- {from} ({kind}):").format(**message)
        print(when, f"[{message['room']}]", shown(sender), shown(message.get("text", "a message that this client cannot show")), flush=True)


async def send_lines(line, to):
    """Sends standard input line by line, each when the one before is stored."""
    loop = asyncio.get_running_loop()
    end = loop.create_future()

    def read():  # in a thread, as reading waits; without a buffer, so that it can be left there
        try:
            for text in open(0, "rb", buffering=0, closefd=False):
                if text.strip():
                    post = line.post(to, text.decode(errors="replace").rstrip("\r\n"))
                    asyncio.run_coroutine_threadsafe(post, loop).result()
            loop.call_soon_threadsafe(end.set_result, None)
        except Exception as error:
            loop.call_soon_threadsafe(end.set_exception, error)

    threading.Thread(target=read, daemon=True).start()
    await end


async def run(command, to, text):
    server, token = (os.environ.get(f"PARTYLINE_{name}", "").strip() for name in ("SERVER", "TOKEN"))
    if not server or not token:
        raise LineError("usage", "PARTYLINE_SERVER and PARTYLINE_TOKEN must be set.")
    is_here = command == "talk"
    async with Line(server, token, command != "say", is_here, tell) as line:
        if command == "say":
            await asyncio.wait_for(line.post(to, " ".join(text) or sys.stdin.read()), 30)
        elif command == "listen":
            await listen(line)
        else:  # both, until one of them ends
            both = [asyncio.ensure_future(listen(line)), asyncio.ensure_future(send_lines(line, to))]
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()


def exit_code(code):
    """After sysexits(3), for the code of a LineError."""
    if code == "usage":
        return 64
    if code in ("name.unknown", "room.unknown", "text.empty", "text.too-long"):
        return 65
    if code in PASSING or code == "storage.full":
        return 75
    return 76 if code.startswith(("frame.", "message.", "version.", "protocol")) else 77


def main():
    parser = argparse.ArgumentParser(
        usage="client.py say TO [TEXT ...] | listen | talk [TO]      (TO: lobby, or @name)")
    parser.add_argument("command", choices=["say", "listen", "talk"])
    parser.add_argument("to", nargs="?", default="lobby")
    parser.add_argument("text", nargs="*")
    parser.error = lambda problem: parser.exit(64, f"{problem}\n{parser.format_usage()}")
    try:
        asyncio.run(run(**vars(parser.parse_args())))
        return 0
    except LineError as error:
        tell(str(error))
        return exit_code(error.code)
    except asyncio.TimeoutError:
        tell("The server did not answer in time.")
        return 75
    except (OSError, EOFError) as error:
        tell(f"The server cannot be reached: {error}")
        return 69
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
