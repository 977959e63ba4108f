"""What is said on a connection: one transaction after another, pipelined (RFC 2920) or one command at a time.

    us     MAIL RCPT DATA  |  content 1 . MAIL RCPT DATA  |  content 2 . MAIL RCPT DATA  |  ...
    relay                  |  250 250 354                 |  250 (content 1) 250 250 354 |  ...

Pipelined, a message takes one round trip; a relay that does not offer that hears each command when it has answered the
one before. aiosmtplib connects, secures and logs in; then its transport is handed to this protocol. Replies come in the
order of the commands, in any chunks, and each is matched to what it answers, so that it is known at every moment how
far a message got: before its content has left, a lost connection is transient; after, it is uncertain. Two messages at
most are under way on a connection: one whose content was written, and the next one's envelope behind it. All of it
happens as replies arrive: a task that is woken for each of them, and a timer of its own for each, take longer than
sending does.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from functools import partial

from vigil.mail.batch import Errand
from vigil.mail.envelope import dot_stuffed
from vigil.mail.outcomes import CLOSING, START_CONTENT, Outcome, Stage, lost, read_reply
from vigil.mail.relay import Relay
from vigil.mail.replies import Replies, Reply
from vigil.mail.work import Broken, Misbehaved, Work

_NEXT = {Stage.MAIL: Stage.RCPT, Stage.RCPT: Stage.DATA}

_ALL_IS_WELL = re.compile(rb"250 ([^\r\n]*)\r\n250 [^\r\n]*\r\n250 [^\r\n]*\r\n354 [^\r\n]*\r\n").fullmatch
"""The content was taken; so were the sender and the recipient of the next message, whose content is awaited."""


_ROOM = 4096
"""Bytes that are read at once: several replies; more is read the next time."""


class _Offered:
    """An errand whose envelope was written: which reply it waits for, and its first refusal with the stage of it."""

    __slots__ = ("errand", "refusal", "stage")

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.stage = Stage.MAIL
        self.refusal: tuple[Stage, Outcome] | None = None


class Conversation(asyncio.BufferedProtocol):
    """Takes the transport over when it is made; nothing may be under way on it.

    What arrives is put where we say: for a plain protocol asyncio makes room for 256 kB each time, which may take as
    long as half of the rest.
    """

    def __init__(self, transport: asyncio.Transport, relay: Relay, *, is_pipelined: bool = True) -> None:
        self.is_pipelined = is_pipelined
        self._transport = transport
        self._relay = relay
        self._loop = asyncio.get_running_loop()
        self._room = memoryview(bytearray(_ROOM))
        self._replies = Replies()
        self._offered: deque[_Offered] = deque()
        self._to_skip = 0  # answers that concern no message and come before those to the first one offered
        self._work: Work | None = None
        self._ended: asyncio.Future[None] | None = None
        self._loss: Broken | None = None
        self._heard_at = 0.0
        self._is_leaving = False
        transport.set_protocol(self)

    async def serve(self, work: Work) -> None:
        """Until nothing is left to take; ``Broken`` when the connection is of no more use, each errand done."""
        self._work = work
        await self._until_ended(self._offer)

    async def quit(self, within: float) -> None:
        """Say goodbye; ``Broken`` where the relay hangs up instead, ``TimeoutError`` after ``within`` seconds."""
        self._is_leaving = True
        async with asyncio.timeout(within):
            await self._until_ended(self._say_goodbye)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        data = bytes(self._room[:nbytes])
        smooth = _ALL_IS_WELL(data) if self._is_in_step else None
        self._go(partial(self._hear, data) if smooth is None else partial(self._take_step, smooth))

    def eof_received(self) -> bool:
        self._lose(Broken("the relay closed the connection"))
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self._lose(Broken(f"connection lost: {error}" if error else "connection lost"))

    async def _until_ended(self, begin: Callable[[], None]) -> None:
        if self._loss is not None:
            raise self._loss
        self._ended, self._heard_at = self._loop.create_future(), self._loop.time()
        self._go(begin)
        self._watch()
        try:
            await self._ended
        finally:
            self._watching.cancel()
            self._ended = None

    def _watch(self) -> None:
        """Look again and again whether a reply is late: a timer for each would take longer than the reply."""
        relay = self._relay
        is_content = bool(self._offered) and self._offered[0].stage is Stage.CONTENT
        within = relay.content_timeout if is_content else relay.command_timeout
        left = self._heard_at + within - self._loop.time()
        again_in = min(max(left, 0), relay.command_timeout, relay.content_timeout)
        self._watching = self._loop.call_later(again_in, self._watch)
        if left <= 0:
            self._lose(Broken(f"no answer in {within:g} s"))

    def _go(self, step: Callable[[], None]) -> None:
        """Take a step; whatever goes wrong in it, each errand is owed its outcome."""
        try:
            step()
        except Broken as error:
            self._lose(error)
        except Exception as error:
            self._lose(Broken(str(error) or type(error).__name__))
        is_resetting = bool(self._to_skip) and not self.is_pipelined
        if not (self._offered or is_resetting or self._is_leaving):
            self._end()

    def _end(self, loss: Broken | None = None) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None) if loss is None else self._ended.set_exception(loss)

    def _lose(self, loss: Broken) -> None:
        """The connection is of no more use."""
        if self._loss is None:
            self._loss = loss
            self._transport.abort()
        while self._offered:
            offered = self._offered.popleft()
            self._done(offered, lost(offered.errand.envelope.id, offered.stage, str(loss)))
        self._end(loss)

    def _offer(self, before: bytes = b"") -> None:
        """Write the next message's envelope, if there is one, behind what goes before."""
        assert self._work is not None
        errand = None if self._transport.is_closing() else self._work.take()
        if errand is not None:
            self._offered.append(_Offered(errand))
            before += _envelope(errand) if self.is_pipelined else _command(errand, Stage.MAIL)
        if before:
            self._transport.write(before)

    def _say_goodbye(self) -> None:
        self._to_skip += 1
        self._transport.write(b"QUIT\r\n")

    @property
    def _is_in_step(self) -> bool:
        """Whether what comes next answers one message's content and the whole envelope of the one behind it."""
        offered = self._offered
        is_usual = len(offered) == 2 and offered[0].stage is Stage.CONTENT and offered[1].stage is Stage.MAIL
        return is_usual and self.is_pipelined and not self._to_skip and self._replies.is_between

    def _take_step(self, replies: "re.Match[bytes]") -> None:
        """The same as reading four replies one by one, where all say yes: nearly always, and much quicker."""
        self._heard_at = self._loop.time()
        told = replies[1].strip().decode("utf-8", "replace")
        taken = self._offered.popleft()
        self._done(taken, read_reply(taken.errand.envelope.id, Stage.CONTENT, 250, told))
        self._go_on(self._offered[0], has_started=True)

    def _hear(self, data: bytes) -> None:
        try:
            self._replies.feed(data)
        except Misbehaved as error:  # what came before it is still worth hearing
            self._loss = error
            self._transport.abort()
        while len(self._replies):
            self._heard_at = self._loop.time()
            self._read(self._replies.next())
        if self._loss is not None:
            raise self._loss

    def _read(self, reply: Reply) -> None:
        if self._to_skip:
            self._skip(reply)
        elif not self._offered:
            raise _unasked(reply)
        elif self._offered[0].stage is Stage.CONTENT:
            self._read_content(self._offered[0], reply)
        else:
            self._read_envelope(self._offered[0], reply)

    def _skip(self, reply: Reply) -> None:
        """An answer to RSET, a lone dot or QUIT."""
        self._to_skip -= 1
        if reply.code == CLOSING:
            raise Broken(reply.text)
        may_refuse = self.is_pipelined and 400 <= reply.code < 600
        if not (200 <= reply.code < 300 or may_refuse):  # a reply too many, some time ago: the next would be misread
            raise Misbehaved(f"{reply.code} is no answer to RSET")
        if not self._to_skip:
            self._has_skipped()

    def _has_skipped(self) -> None:
        if self._is_leaving:
            self._end()
        elif not self.is_pipelined:
            self._hear_no_more()
            self._offer()

    def _read_envelope(self, offered: _Offered, reply: Reply) -> None:
        stage, code = offered.stage, reply.code
        is_yes = code == START_CONTENT if stage is Stage.DATA else 200 <= code < 300
        if not is_yes and not 400 <= code < 600:
            raise Misbehaved(f"{code} is no answer to {stage}")
        if not is_yes and offered.refusal is None:
            offered.refusal = stage, read_reply(offered.errand.envelope.id, stage, code, reply.text)
        if code == CLOSING:
            raise Broken(reply.text)
        if stage is Stage.DATA or not (is_yes or self.is_pipelined):
            self._go_on(offered, has_started=is_yes)
            return
        offered.stage = _NEXT[stage]
        if not self.is_pipelined:
            self._hear_no_more()
            self._transport.write(_command(offered.errand, offered.stage))

    def _go_on(self, offered: _Offered, *, has_started: bool) -> None:
        """All three answers are there: the content leaves, or the next message is offered in its place."""
        self._hear_no_more()
        if offered.refusal is not None:
            self._done(self._offered.popleft())
            self._reset(has_started=has_started)
            return
        envelope = offered.errand.envelope
        content = dot_stuffed(envelope.content, is_canonical=envelope.is_canonical)
        if self._transport.is_closing():  # nothing of the content can leave: better known than uncertain
            raise self._loss or Broken("connection lost")
        offered.stage = Stage.CONTENT
        self._write(content)

    def _reset(self, *, has_started: bool = False) -> None:
        """The relay may have said 354 all the same (RFC 2920, §3.1): a lone dot ends what has no recipient.

        Others keep the sender that they accepted, and would take the next MAIL for a nested one: hence RSET.
        """
        dot, self._to_skip = (b".\r\n", 2) if has_started else (b"", 1)
        self._write(dot + b"RSET\r\n")

    def _write(self, data: bytes) -> None:
        """With the next message's envelope behind it, where the relay takes that."""
        if self.is_pipelined:
            self._offer(data)
        else:
            self._transport.write(data)

    def _read_content(self, offered: _Offered, reply: Reply) -> None:
        if not 200 <= reply.code < 600 or 300 <= reply.code < 400:
            raise Misbehaved(f"{reply.code} is no answer to content")
        self._offered.popleft()
        self._done(offered, read_reply(offered.errand.envelope.id, Stage.CONTENT, reply.code, reply.text))
        if reply.code == CLOSING:
            raise Broken(reply.text)
        if self._offered:
            return
        self._hear_no_more()
        if self.is_pipelined or reply.code < 300:
            self._offer()
        else:
            self._reset()

    def _done(self, offered: _Offered, outcome: Outcome | None = None) -> None:
        """A refusal of its envelope is known whatever came after."""
        assert self._work is not None
        stage, told = offered.refusal or (offered.stage, outcome)
        assert told is not None
        self._work.done(offered.errand, stage, told)

    def _hear_no_more(self) -> None:
        """A reply too many would be taken for the answer to the next message. 421 may come at any time."""
        if len(self._replies):
            raise _unasked(self._replies.last())


def _envelope(errand: Errand) -> bytes:
    """All of its commands in one, which differ from message to message in no more than the addresses."""
    return b"%s\r\n%s\r\nDATA\r\n" % (errand.envelope.mail_command, errand.envelope.rcpt_command)


def _command(errand: Errand, stage: Stage) -> bytes:
    if stage is Stage.DATA:
        return b"DATA\r\n"
    return b"%s\r\n" % (errand.envelope.mail_command if stage is Stage.MAIL else errand.envelope.rcpt_command)


def _unasked(reply: Reply) -> Broken:
    return (Broken if reply.code == CLOSING else Misbehaved)(f"{reply.code} came unasked")
