"""Time-stamps of an authority (RFC 3161): asked for, checked at once against the firm's certificates, checked again."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_PATIENCE: Final = 20.0
_MOST_BYTES: Final = 200_000


class NoStamp(Exception):
    """The authority gave no time-stamp that can be relied on. The text says why; what was captured stays."""


class _Unreadable(NoStamp):
    """The answer is no answer that can be read."""


@dataclass(frozen=True, kw_only=True)
class _Certificates:
    roots: "tuple[Certificate, ...]"
    authorities: "tuple[Certificate, ...]"


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """The authority's answer as received, its moment, and who gave it."""

    token: bytes = field(repr=False)
    at: datetime
    authority: str


def stamp(content: bytes, url: str, ca_file: Path | None) -> Stamp:
    """Ask for a time-stamp of this content. Raises NoStamp, also when the answer cannot be checked.

    An answer whose certificates cannot be read (several in another order than the reader wants) is asked for again
    without them, where `ca_file` holds the authority's own.
    """
    known = _certificates(ca_file)
    try:
        token, answer = _ask(content, url, known, with_certificates=True)
    except _Unreadable as unreadable:
        if not known.authorities:
            cure = "timestamp_ca_file に時刻認証局自身の証明書も加えると、確かめられることがあります"
            raise NoStamp(f"{unreadable}。{cure}") from None
        token, answer = _ask(content, url, known, with_certificates=False)
    return Stamp(token=token, at=_moment(answer), authority=(urlsplit(url).hostname or url)[:200])


def check_stamp(content: bytes, token: bytes, ca_file: Path | None) -> datetime:
    """The moment that a kept time-stamp proves for this content. Raises NoStamp when it proves nothing."""
    answer = _decoded(token)
    _check(answer, content, _certificates(ca_file), nonce=None)
    return _moment(answer)


def _ask(
    content: bytes, url: str, known: _Certificates, *, with_certificates: bool
) -> "tuple[bytes, TimeStampResponse]":
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 (only where an authority is set)

    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    request = builder.cert_request(cert_request=with_certificates).build()
    token = _post(url, request.as_bytes())
    answer = _decoded(token)
    _check(answer, content, known, nonce=request.nonce)
    return token, answer


def _post(url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with (
            httpx.Client(timeout=_PATIENCE, trust_env=False) as client,
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise NoStamp(f"時刻認証局が {response.status_code} と答えました")
            token = b""
            for piece in response.iter_bytes():
                token += piece
                if len(token) > _MOST_BYTES:
                    raise NoStamp("時刻認証局の回答が大きすぎます")
            return token
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoStamp(f"時刻認証局に届きません（{type(error).__name__}）") from None


def _decoded(token: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415 (as above)

    try:
        answer = decode_timestamp_response(token)
        _moment(answer)
    except ValueError as error:
        raise _Unreadable(f"時刻認証局の回答を読めません（{str(error)[:80]}）") from None
    return answer


def _check(answer: "TimeStampResponse", content: bytes, known: _Certificates, *, nonce: int | None) -> None:
    """Raise NoStamp unless the answer is about this content and leads to one of the firm's roots."""
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415 (as above)

    own = [None] if answer.signed_data.certificates else [*known.authorities, None]
    said = ""
    for authority in own:
        builder = VerifierBuilder(roots=list(known.roots), tsa_certificate=authority, nonce=nonce)
        try:
            builder.build().verify_message(answer, content)
        except (VerificationError, ValueError) as error:
            said = said or str(error)[:80]
        else:
            return
    raise NoStamp(f"タイムスタンプを確かめられません（{said}）")


def _certificates(ca_file: Path | None) -> _Certificates:
    """The certificates of the file: those of authorities for time-stamps, and those that these lead to."""
    from cryptography import x509  # noqa: PLC0415 (as above)

    if ca_file is None:
        raise NoStamp("確かめるための証明書がありません。[capture] timestamp_ca_file に書いてください")
    try:
        found = x509.load_pem_x509_certificates(ca_file.read_bytes())
    except (OSError, ValueError) as error:
        raise NoStamp(f"timestamp_ca_file を読めません（{type(error).__name__}）") from None
    roots = tuple(each for each in found if _signs_others(each))
    return _Certificates(roots=roots, authorities=tuple(each for each in found if each not in roots))


def _signs_others(certificate: "Certificate") -> bool:
    from cryptography import x509  # noqa: PLC0415 (as above)

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return certificate.issuer == certificate.subject


def _moment(answer: "TimeStampResponse") -> datetime:
    return answer.tst_info.gen_time.astimezone(UTC)
