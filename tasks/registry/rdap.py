"""RDAP: one request with a total deadline, a byte cap and no redirects; a redirect only names another registry."""

import asyncio
import ssl
from email.utils import parsedate_to_datetime

import httpx

from tasks.ports import Unavailable
from tasks.registry.answers import MAX_BYTES, Elsewhere, Limited, UnusableAnswer
from tasks.registry.endpoints import RegistryEndpoints

_LONGEST_RETRY_SECONDS = 3600.0
_NO_SUCH_NETWORK = {404, 410}
_LIMITS = {403, 429, 509}
_QUESTION_REFUSED = {400, 405, 414, 422, 501}
_TLS = ssl.create_default_context()


async def ask(
    endpoints: RegistryEndpoints,
    registry: str,
    ip: str,
    *,
    deadline_seconds: float,
    path: str = "ip",
    most_bytes: int = MAX_BYTES,
) -> bytes | None:
    """Return the body of the registry's answer about `ip`, None when it knows no such network.

    Raises Unavailable (no answer in time or out of order; Limited when it limits us), Elsewhere (another known registry
    is named), UnusableAnswer (redirect to a stranger or in a circle, question refused, body above the cap).
    """
    url = f"{endpoints.rdap[registry]}/{path}/{ip}"
    try:
        async with (
            asyncio.timeout(deadline_seconds),
            _client(deadline_seconds) as client,
            client.stream("GET", url) as got,
        ):
            return await _body(got, endpoints, registry, most_bytes)
    except TimeoutError as error:
        raise Unavailable(f"RDAP of {registry}: no complete answer within {deadline_seconds:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unavailable(f"RDAP of {registry}: {type(error).__name__}") from error


def _client(deadline_seconds: float) -> httpx.AsyncClient:
    """A client for one request: it may be used in any event loop and reads no environment."""
    return httpx.AsyncClient(
        verify=_TLS,
        follow_redirects=False,
        trust_env=False,
        timeout=deadline_seconds,
        headers={"Accept": "application/rdap+json, application/json", "Accept-Encoding": "identity"},
    )


async def _body(response: httpx.Response, endpoints: RegistryEndpoints, registry: str, most_bytes: int) -> bytes | None:
    """Judge the status, then read the body up to the cap."""
    if response.next_request is not None:
        raise _redirected(response.next_request, endpoints, registry)
    status = response.status_code
    if status in _NO_SUCH_NETWORK:
        return None
    if status in _LIMITS:
        raise Limited(f"RDAP of {registry}: HTTP {status}", retry_after=_retry_after(response))
    if status in _QUESTION_REFUSED:
        raise UnusableAnswer("question_refused")
    if status != httpx.codes.OK:
        raise Unavailable(f"RDAP of {registry}: HTTP {status}", retry_after=_retry_after(response))
    if "html" in response.headers.get("Content-Type", "").casefold():
        raise Unavailable(f"RDAP of {registry}: a web page instead of data")
    return await _read_capped(response, most_bytes)


def _redirected(request: httpx.Request, endpoints: RegistryEndpoints, registry: str) -> Exception:
    """A redirect is never followed: it is read as the name of the registry to ask, at the address we know for it."""
    target = endpoints.registry_at(str(request.url))
    if target is None or target == registry:
        return UnusableAnswer("redirect_refused")
    return Elsewhere(registry, target)


async def _read_capped(response: httpx.Response, most_bytes: int) -> bytes:
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > most_bytes:
            raise UnusableAnswer("answer_too_large")
    return bytes(raw)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds the registry asks us to wait, never more than an hour; None when it did not say so readably."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_RETRY_SECONDS)
    try:
        until, now = (parsedate_to_datetime(value) for value in (text, response.headers.get("Date", "")))
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_RETRY_SECONDS)
    except (ValueError, TypeError, OverflowError):
        return None
