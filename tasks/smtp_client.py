"""One SMTP connection that knows whether the whole text of a message was handed over (RFC 5321 4.1.1.4)."""

import asyncio
import re
from contextlib import suppress
from email.message import EmailMessage
from typing import Literal

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPResponse, SMTPServerDisconnected, SMTPTimeoutError
from aiosmtplib.typing import Default

from tasks.ports import FateUnknown, Refused, Unavailable
from tasks.smtp_faults import fault, fault_of_codes, is_answer

_GOODBYE_SECONDS, _IDLE_SECONDS = 5.0, 5.0
_GO_ON, _ACCEPTED = 354, 2
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)


class Client(SMTP):
    """A connection to be kept: one message after the other, never two at once."""

    def expect(self, verdict_seconds: float) -> None:
        """Wait so long for the answer to a whole text."""
        self._verdict_seconds = verdict_seconds
        self._used_at = 0.0
        self._begin()

    def _begin(self) -> None:
        self._handed_over = False
        self._verdict: SMTPDataError | None = None

    async def data(
        self,
        message: str | bytes,
        /,
        *,
        timeout: float | Literal[Default.token] | None = Default.token,  # noqa: ASYNC109 (aiosmtplib's signature)
    ) -> SMTPResponse:
        """Hand over the text and wait for the answer; note how far that came. Raises SMTPException."""
        start = await self.execute_command(b"DATA", timeout=timeout)
        if start.code != _GO_ON:
            raise SMTPDataError(start.code, start.message)
        protocol = self.protocol
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        self._handed_over = True
        try:
            protocol.write(_on_the_wire(message))
            answer = await protocol.read_response(timeout=self._verdict_seconds)
        except (SMTPServerDisconnected, SMTPTimeoutError):
            self.close()
            raise
        if answer.code // 100 != _ACCEPTED:
            self._verdict = SMTPDataError(answer.code, answer.message)
            raise self._verdict
        return answer

    async def deliver(self, message: EmailMessage, within: float) -> str:
        """Send one message, over a new connection if there is none; return the reply. Raises Unavailable or Refused.

        A kept connection that turns out to be dead before the text left is replaced at once.
        """
        self._begin()
        try:
            async with asyncio.timeout(within):
                is_kept = await self._still_lives()
                try:
                    return await self._transmit(message)
                except Unavailable:
                    if not is_kept or self._handed_over or self.is_connected:
                        raise
                return await self._transmit(message)
        except TimeoutError:
            raise self._fault(TimeoutError()) from None

    async def leave(self) -> None:
        """Say goodbye; what was accepted stays accepted whatever the server answers now."""
        transport = self.transport
        try:
            if self.is_connected:
                with suppress(SMTPException, OSError):
                    await self.quit(timeout=_GOODBYE_SECONDS)
        finally:
            self.close()
            if isinstance(transport, asyncio.WriteTransport):
                # A polite TLS farewell may outlive the event loop and leave the socket open.
                transport.abort()
                await asyncio.sleep(0)

    async def _still_lives(self) -> bool:
        """Whether there is a kept connection; one that lay idle is asked."""
        if self.is_connected and asyncio.get_running_loop().time() - self._used_at > _IDLE_SECONDS:
            try:
                await self.rset(timeout=_GOODBYE_SECONDS)
            except (SMTPException, OSError):
                self.close()
        return self.is_connected

    async def _transmit(self, message: EmailMessage) -> str:
        try:
            if not self.is_connected:
                await self.connect()
            refusals, reply = await self.send_message(message)
        except asyncio.CancelledError:
            self.close()  # half a message may be on the wire: the next command would become part of it
            raise
        except (SMTPException, OSError, ValueError) as error:
            # `from None`: the original carries addresses and the server's words about them.
            raise self._fault(error) from None
        self._used_at = asyncio.get_running_loop().time()
        if refusals:
            raise fault_of_codes([refusal.code for refusal in refusals.values()])
        return f"250 {reply}"

    def _fault(self, error: Exception) -> Unavailable | Refused:
        if not self._handed_over:
            return fault(error)
        if self._verdict is not None and is_answer(self._verdict.code):
            return fault(self._verdict)
        return FateUnknown(f"the mail server had the whole text, and then: {fault(error)}")


def _on_the_wire(message: str | bytes) -> bytes:
    """The text with the line ends of SMTP, its dots doubled, and the dot that ends it (RFC 5321 4.5.2)."""
    raw = message.encode("ascii") if isinstance(message, str) else message
    text = _DOT.sub(b"..", _LINE_END.sub(b"\r\n", raw))
    return text + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n"
