"""The plain path: one message at a time, one command at a time, over any relay.

The transaction is spelled out here, so that it is known at every moment how far a message got. Before its content has
left, a lost connection is transient; after, it is uncertain.
"""

import aiosmtplib

from vigil.mail.batch import Errand
from vigil.mail.envelope import dot_stuffed
from vigil.mail.outcomes import CLOSING, START_CONTENT, Kind, Outcome, Stage, lost, read_reply
from vigil.mail.relay import Relay
from vigil.mail.work import Broken, Misbehaved, Work


class Plain:
    """Serves over a client that is connected, secured and logged in."""

    def __init__(self, client: aiosmtplib.SMTP, relay: Relay) -> None:
        self._client = client
        self._relay = relay

    async def serve(self, work: Work) -> None:
        """Until nothing is left to take; ``Broken`` when the connection is of no more use, each errand done."""
        while (errand := work.take()) is not None:
            stage = Stage.MAIL
            try:
                for stage, command in _commands(errand):
                    code, reply = await self._command(command)
                    if code != START_CONTENT if stage is Stage.DATA else not 200 <= code < 300:
                        break
                else:
                    stage = Stage.CONTENT
                    code, reply = await self._content(errand.envelope.content)
            except Exception as error:  # whatever it is, the errand is owed its outcome
                reason = str(error) or type(error).__name__
                work.done(errand, stage, lost(errand.envelope.id, stage, reason))
                raise Broken(reason) from error
            await self._end(work, errand, stage, read_reply(errand.envelope.id, stage, code, reply))

    async def _end(self, work: Work, errand: Errand, stage: Stage, outcome: Outcome) -> None:
        """After a refusal the next message begins with RSET; accepted content has reset the relay by itself."""
        work.done(errand, stage, outcome)
        if outcome.code in (CLOSING, None):
            raise Broken(outcome.text)
        if outcome.kind is not Kind.SENT:
            try:
                code, _ = await self._command(b"RSET")
            except (aiosmtplib.SMTPException, OSError) as error:
                raise Broken(str(error)) from error
            if not 200 <= code < 300:  # a reply too many, some time ago: what comes next would be misread
                raise Misbehaved(f"{code} is no answer to RSET")

    async def _command(self, command: bytes) -> tuple[int, str]:
        response = await self._client.execute_command(command, timeout=self._relay.command_timeout)
        return response.code, response.message

    async def _content(self, content: bytes) -> tuple[int, str]:
        """Write the message and its final dot; the relay's answer."""
        protocol = self._client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("not connected")
        protocol.write(dot_stuffed(content))
        response = await protocol.read_response(timeout=self._relay.content_timeout)
        return response.code, response.message

    async def quit(self, within: float) -> None:
        await self._client.execute_command(b"QUIT", timeout=within)


def _commands(errand: Errand) -> tuple[tuple[Stage, bytes], ...]:
    envelope = errand.envelope
    return ((Stage.MAIL, envelope.mail_command), (Stage.RCPT, envelope.rcpt_command), (Stage.DATA, b"DATA"))
