"""The page as a web archive (WARC 1.0, ISO 28500): each request and response as the browser had them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_ORIGINAL: Final = "X-Archive-Orig-"
_REWRITTEN: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its response. `body` is unpacked; None when the browser had none (a redirect, a failure)."""

    url: str = field(repr=False)
    method: str
    sent: Headers = field(repr=False)
    sent_body: bytes = field(default=b"", repr=False)
    protocol: str
    status: int
    reason: str
    received: Headers = field(repr=False)
    body: bytes | None = field(repr=False)
    ip: str = field(default="", repr=False)
    at: datetime
    document: bool


def archive(exchanges: Iterable[Exchange], *, software: str, made_at: datetime) -> bytes:
    """All exchanges as one compressed archive, requests beside their responses."""
    target = BytesIO()
    writer = WARCWriter(target, gzip=True)
    info = {"software": software, "format": "WARC File Format 1.0", "conformsTo": "ISO 28500:2009"}
    writer.write_record(writer.create_warcinfo_record("page.warc.gz", info | {"created": _moment(made_at)}))
    for exchange in exchanges:
        response, request = _response(writer, exchange), _request(writer, exchange)
        writer.write_request_response_pair(request, response)
    return target.getvalue()


def _response(writer: WARCWriter, exchange: Exchange) -> Any:
    body = exchange.body or b""
    kept = [(_ORIGINAL + name if name.lower() in _REWRITTEN else name, value) for name, value in exchange.received]
    head = StatusAndHeaders(
        f"{exchange.status} {exchange.reason}".strip(),
        [*kept, ("Content-Length", str(len(body)))],
        protocol=exchange.protocol,
    )
    extra = {"WARC-Date": _moment(exchange.at)} | ({"WARC-IP-Address": exchange.ip} if exchange.ip else {})
    if exchange.body is None and not _redirects(exchange):
        extra["WARC-Truncated"] = "unspecified"
    return writer.create_warc_record(
        exchange.url, "response", BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=extra
    )


def _request(writer: WARCWriter, exchange: Exchange) -> Any:
    path = "/" + exchange.url.partition("://")[2].partition("#")[0].partition("/")[2]
    kept = [(name, value) for name, value in exchange.sent if not name.startswith(":")]
    head = StatusAndHeaders(f"{exchange.method} {path} {exchange.protocol}", kept, is_http_request=True)
    return writer.create_warc_record(
        exchange.url,
        "request",
        BytesIO(exchange.sent_body),
        length=len(exchange.sent_body),
        http_headers=head,
        warc_headers_dict={"WARC-Date": _moment(exchange.at)},
    )


def _redirects(exchange: Exchange) -> bool:
    return any(name.lower() == "location" for name, _value in exchange.received)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
