"""aiosmtplib's errors as Unavailable or Refused. Texts hold reply codes and cures, no address and no password."""

import re
import ssl
from collections.abc import Iterable, Iterator

from aiosmtplib import SMTPAuthenticationError, SMTPNotSupported, SMTPRecipientsRefused, SMTPResponseException

from tasks.ports import Refused, Unavailable

_ENHANCED_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463
_PERMANENT = 5  # RFC 5321 4.2.1: 5yz


def fault(error: Exception) -> Unavailable | Refused:
    """Say what one failed send means: Refused when a person must act, else Unavailable."""
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
        return Refused("the mail server's certificate is not trusted: check the host name, ca_file and the expiry date")
    match error:
        case SMTPRecipientsRefused():
            return fault_of_codes([refusal.code for refusal in error.recipients])
        case SMTPResponseException():
            return _fault_of_reply(error)
        case TimeoutError():
            return Unavailable("the mail server did not answer in time")
        case OSError():
            return Unavailable(f"no connection to the mail server, or it was lost ({type(error).__name__})")
    return Refused(_unsendable(error))


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
        return Unavailable(f"the mail server cannot take mail now ({code})")
    if isinstance(error, SMTPAuthenticationError):
        return Refused(f"the mail server refused the sign-in ({code}): check username and password")
    return Refused(f"the mail server refused the message ({code}): check sender, recipient and size")


def _unsendable(error: Exception) -> str:
    match error:
        case SMTPNotSupported():
            return "the mail server takes no address with other than ASCII letters (SMTPUTF8): use an ASCII address"
        case ValueError():
            return "the message has no sender or recipient that SMTP can carry: check the addresses"
    return "the mail server does not offer what the settings ask for (STARTTLS or sign-in): check security and port"


def _is_permanent(code: int) -> bool:
    return code // 100 == _PERMANENT


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
