"""The pipelined path (RFC 2920): one round trip a message.

    us     MAIL RCPT DATA  |  content 1 . MAIL RCPT DATA  |  content 2 . MAIL RCPT DATA  |  ...
    relay                  |  250 250 354                 |  250 (content 1) 250 250 354 |  ...

aiosmtplib connects, secures and logs in; then its transport is handed to this protocol. Replies come in the order of
the commands, in any chunks, and each is matched to its message. Two messages at most are under way on a connection:
one whose content was written, and the next one's envelope behind it.
"""

import asyncio
from collections import deque

from vigil.mail.batch import Errand
from vigil.mail.envelope import dot_stuffed
from vigil.mail.outcomes import CLOSING, START_CONTENT, Outcome, Stage, lost, read_reply
from vigil.mail.relay import Relay
from vigil.mail.replies import Replies, Reply
from vigil.mail.work import Broken, Misbehaved, Work


class _Offered:
    """An errand whose envelope was written."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.stage = Stage.MAIL


class Pipelined(asyncio.Protocol):
    """Takes the transport over when it is made; nothing may be under way on it."""

    def __init__(self, transport: asyncio.Transport, relay: Relay) -> None:
        self._transport = transport
        self._relay = relay
        self._replies = Replies()
        self._arrived: asyncio.Future[None] | None = None
        self._loss: Broken | None = None
        self._offered: deque[_Offered] = deque()
        self._to_skip = 0
        self._is_farewell = False
        transport.set_protocol(self)

    async def serve(self, work: Work) -> None:
        """Until nothing is left to take; ``Broken`` when the connection is of no more use, each errand done."""
        try:
            self._offer(work)
            while self._offered:
                await self._carry(work)
        except Exception as error:  # whatever it is, each errand is owed its outcome
            reason = str(error) or type(error).__name__
            while self._offered:
                offered = self._offered.popleft()
                work.done(offered.errand, offered.stage, lost(offered.errand.envelope.id, offered.stage, reason))
            if isinstance(error, Broken):
                raise
            raise Broken(reason) from error

    async def _carry(self, work: Work) -> None:
        """Take the first of those offered to its end, and offer the next one as early as that is possible."""
        offered = self._offered[0]
        refusal, has_started = await self._envelope(offered)
        if refusal is not None:
            self._end(work, refusal)
            # The relay may have said 354 all the same (RFC 2920, §3.1): a lone dot ends what has no recipient.
            # Others keep the sender that they accepted, and would take the next MAIL for a nested one: hence RSET.
            dot, self._to_skip = (b".\r\n", 2) if has_started else (b"", 1)
            self._offer(work, dot + b"RSET\r\n")
            return
        content = dot_stuffed(offered.errand.envelope.content)
        if self._transport.is_closing():  # nothing of the content can leave: better known than uncertain
            raise self._loss or Broken("connection lost")
        offered.stage = Stage.CONTENT
        self._offer(work, content)
        reply = await self._reply(self._relay.content_timeout)
        if not 200 <= reply.code < 600 or 300 <= reply.code < 400:
            raise Misbehaved(f"{reply.code} is no answer to content")
        self._end(work, read_reply(offered.errand.envelope.id, Stage.CONTENT, reply.code, reply.text))
        if not self._offered:
            self._offer(work)

    def _end(self, work: Work, outcome: Outcome) -> None:
        offered = self._offered.popleft()
        work.done(offered.errand, offered.stage, outcome)
        if self._is_farewell:
            raise Broken(outcome.text)

    def _offer(self, work: Work, before: bytes = b"") -> None:
        """Write the next message's envelope, if there is one, behind what goes before."""
        if not before:
            self._hear_nothing_but(self._to_skip)
        errand = None if self._transport.is_closing() else work.take()
        if errand is not None:
            self._offered.append(_Offered(errand))
            before += b"%s\r\n%s\r\nDATA\r\n" % (errand.envelope.mail_command, errand.envelope.rcpt_command)
        if before:
            self._transport.write(before)

    async def _envelope(self, offered: _Offered) -> tuple[Outcome | None, bool]:
        """The first refusal of MAIL, RCPT and DATA, if any, and whether the relay waits for content."""
        await self._skip()
        refusal, reply = None, Reply(0, "")
        for stage in (Stage.MAIL, Stage.RCPT, Stage.DATA):
            if refusal is None:
                offered.stage = stage
            reply = await self._reply(self._relay.command_timeout)
            is_yes = reply.code == START_CONTENT if stage is Stage.DATA else 200 <= reply.code < 300
            if not is_yes and not 400 <= reply.code < 600:
                raise Misbehaved(f"{reply.code} is no answer to {stage}")
            if not is_yes and refusal is None:
                refusal = read_reply(offered.errand.envelope.id, stage, reply.code, reply.text)
            if self._is_farewell:
                return refusal, False
        self._hear_nothing_but(0)
        return refusal, reply.code == START_CONTENT

    async def _skip(self) -> None:
        """Read the answers to a lone dot and to RSET, which concern no message."""
        while self._to_skip:
            reply = await self._reply(self._relay.command_timeout)
            self._to_skip -= 1
            if reply.code < 200 or 300 <= reply.code < 400:
                raise Misbehaved(f"{reply.code} is no answer to RSET")

    def _hear_nothing_but(self, expected: int) -> None:
        """A reply too many would be taken for the answer to the next message. 421 may come at any time."""
        if len(self._replies) > expected:
            unasked = self._replies.last()
            raise (Broken if unasked.code == CLOSING else Misbehaved)(f"{unasked.code} came unasked")

    async def _reply(self, within: float) -> Reply:
        while not len(self._replies):
            if self._loss is not None:
                raise self._loss
            self._arrived = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(within):
                    await self._arrived
            except TimeoutError:
                raise Broken(f"no answer in {within:g} s") from None
        reply = self._replies.next()
        self._is_farewell = self._is_farewell or reply.code == CLOSING
        return reply

    async def quit(self, within: float) -> None:
        """Say goodbye; ``Broken`` when no answer comes."""
        self._transport.write(b"QUIT\r\n")
        await self._skip()
        await self._reply(within)

    def data_received(self, data: bytes) -> None:
        try:
            self._replies.feed(data)
        except Misbehaved as error:
            self._lose(error)
            self._transport.abort()
        if len(self._replies):
            self._wake()

    def eof_received(self) -> bool:
        self._lose(Broken("the relay closed the connection"))
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self._lose(Broken(f"connection lost: {error}" if error else "connection lost"))

    def _lose(self, loss: Broken) -> None:
        self._loss = self._loss or loss
        self._wake()

    def _wake(self) -> None:
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)
