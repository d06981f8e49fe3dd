"""aiosmtplib's errors as Unavailable or Refused. Texts hold reply codes and cures, no address and no password."""

import re
import ssl
from collections.abc import Iterable, Iterator

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from tasks.ports import Refused, ServiceRefused, Unavailable, Unreached

_ENHANCED_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463
_TEMPORARY, _PERMANENT = 4, 5  # RFC 5321 4.2.1: 4yz, 5yz
_TOO_BIG = 552  # RFC 1870: said to MAIL, but about this message


def fault(error: Exception) -> Unavailable | Refused:
    """Say what one failed send means: Refused when a person must act (ServiceRefused: about all mail), or Unavailable.

    Unreached: no connection could be had, or it was lost.
    """
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
        return ServiceRefused(
            "the mail server's certificate is not trusted: check the host name, ca_file and the expiry date"
        )
    match error:
        case SMTPRecipientsRefused():
            return fault_of_codes([refusal.code for refusal in error.recipients])
        case SMTPResponseException():
            return _fault_of_reply(error)
        case TimeoutError():
            return Unreached("the mail server did not answer in time")
        case OSError():
            return Unreached(f"no connection to the mail server, or it was lost ({type(error).__name__})")
    return _unsendable(error)


def is_answer(code: int) -> bool:
    """Whether a code to a text is a clear no; anything else leaves open what became of it."""
    return code // 100 in {_TEMPORARY, _PERMANENT}


def fault_of_codes(codes: Iterable[int]) -> Unavailable | Refused:
    """Say what refused recipients mean: Refused when all of them were refused for good."""
    codes = list(codes)
    listed = ", ".join(str(code) for code in codes)
    if all(_is_permanent(code) for code in codes):
        return Refused(f"the mail server refused the recipient ({listed}): check the address")
    return Unavailable(f"the mail server cannot take mail for the recipient now ({listed})")


def _fault_of_reply(error: SMTPResponseException) -> Unavailable | Refused:
    enhanced = _ENHANCED_CODE.match(error.message)
    code = f"{error.code} {enhanced[0]}" if enhanced else str(error.code)
    if not _is_permanent(error.code):
        kind = Unreached if isinstance(error, SMTPConnectError) else Unavailable
        return kind(f"the mail server cannot take mail now ({code})")
    match error:
        case SMTPAuthenticationError():
            return ServiceRefused(f"the mail server refused the sign-in ({code}): check username and password")
        case SMTPConnectError() | SMTPHeloError():
            return ServiceRefused(f"the mail server refused the connection ({code}): check host and port")
        case SMTPSenderRefused() if error.code != _TOO_BIG:
            return ServiceRefused(f"the mail server refused the sender ({code}): check mail_from and the sign-in")
    return Refused(f"the mail server refused the message ({code}): check sender, recipient and size")


def _unsendable(error: Exception) -> Refused:
    match error:
        case SMTPNotSupported():
            return Refused(
                "the mail server takes no address with other than ASCII letters (SMTPUTF8): use an ASCII address"
            )
        case ValueError():
            return Refused("the message has no sender or recipient that SMTP can carry: check the addresses")
    return ServiceRefused(
        "the mail server does not offer what the settings ask for (STARTTLS or sign-in): check security and port"
    )


def _is_permanent(code: int) -> bool:
    return code // 100 == _PERMANENT


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
