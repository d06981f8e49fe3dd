"""The manifest of a capture: what was looked at, when, by which tools, and the hash of every file beside it."""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from tasks.capture.archive import Exchange, archive
from tasks.capture.looking import Seen
from tasks.ports import DocumentStore

MANIFEST, STAMP = "manifest.json", "manifest.tsr"
PDF, PNG = "page.pdf", "page.png"
SCHEMA: Final = "kaiji-capture-1"
_JST: Final = timezone(timedelta(hours=9))
_SAFE: Final = re.compile(r"[\w.\-]{1,120}")


class DamagedCapture(ValueError):
    """Kept evidence is not what was kept. The text names the folder and every file that differs or is missing."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What the machine's clock was compared with; `offset_ms` is None when nothing was asked or answered."""

    reference: str | None = None
    offset_ms: int | None = None
    because: str = "時刻サーバの設定なし"


def page_files(url: str, seen: Seen, *, purpose: str, clock: Clock) -> dict[str, bytes]:
    """The files of one look, the manifest last; empty when no page was seen."""
    if seen.facts is None or seen.pictures is None:
        return {}
    documents = [each for each in seen.exchanges if each.document]
    files = {
        PDF: seen.pictures.pdf,
        PNG: seen.pictures.png,
        "page.html": seen.pictures.html,
        "page.warc.gz": archive(seen.exchanges, software=_software(seen), made_at=seen.looked_at),
        "headers.txt": _headers(documents),
    }
    last = documents[-1] if documents else None
    said = {
        "purpose": purpose,
        "result": str(seen.verdict.result),
        "because": seen.verdict.because,
        "url": url,
        "final_url": seen.facts.final,
        "redirects": [_redirect(each) for each in documents[:-1]],
        "http_status": seen.facts.status,
        "content_type": seen.facts.content_type,
        "server_address": last.ip if last else "",
        "page_height_px": seen.pictures.height,
        "notes": list(seen.notes),
        "clock": {"reference": clock.reference, "offset_ms": clock.offset_ms, "because": clock.because},
        "tools": _tools(seen),
    }
    return files | {MANIFEST: manifest(said, files, seen.looked_at)}


def manifest(said: Mapping[str, Any], files: Mapping[str, bytes], at: datetime) -> bytes:
    """The manifest of these files, as JSON."""
    moments = {
        "looked_at_utc": at.astimezone(UTC).isoformat(timespec="seconds"),
        "looked_at_japan": at.astimezone(_JST).isoformat(timespec="seconds"),
    }
    hashes = {name: {"sha256": hashlib.sha256(each).hexdigest(), "bytes": len(each)} for name, each in files.items()}
    return json.dumps({"schema": SCHEMA, **said, **moments, "files": hashes}, ensure_ascii=False, indent=1).encode()


def checked_files(documents: DocumentStore, folder: str, manifest_sha256: str) -> Mapping[str, bytes]:
    """The files of a capture, each the very one that was kept, the manifest too. Raises DamagedCapture."""
    raw = _kept(documents, folder, MANIFEST)
    if raw is None or hashlib.sha256(raw).hexdigest() != manifest_sha256:
        raise DamagedCapture(f"{folder}/{MANIFEST}: 保全した時のものと違います。証拠として使えません")
    faults, found = [], {MANIFEST: raw}
    for name, known in json.loads(raw)["files"].items():
        content = _kept(documents, folder, name)
        if content is None or hashlib.sha256(content).hexdigest() != known["sha256"]:
            faults.append(f"{folder}/{name}: 保全した時のものと違うか、ありません")
        else:
            found[name] = content
    if faults:
        raise DamagedCapture("\n".join(faults))
    return found


def _kept(documents: DocumentStore, folder: str, name: str) -> bytes | None:
    if not _SAFE.fullmatch(name):
        return None
    try:
        return documents.get(f"{folder}/{name}")
    except OSError:
        return None


def _headers(documents: list[Exchange]) -> bytes:
    """Status line and headers of every answer on the way to the page, as received."""
    parts = []
    for each in documents:
        lines = [f"# {each.url}", f"{each.protocol} {each.status} {each.reason}".strip()]
        parts.append("\n".join([*lines, *(f"{name}: {value}" for name, value in each.received), ""]))
    return "\n".join(parts).encode("utf-8", "replace")


def _redirect(exchange: Exchange) -> dict[str, Any]:
    to = next((value for name, value in exchange.received if name.lower() == "location"), "")
    return {"status": exchange.status, "from": exchange.url, "to": to}


def _tools(seen: Seen) -> dict[str, str]:
    packages = {name: _version(name) for name in ("kaiji", "playwright", "warcio", "rfc3161-client")}
    return packages | {"chromium": seen.browser, "python": sys.version.split()[0]}


def _software(seen: Seen) -> str:
    return f"kaiji {_version('kaiji')} / Chromium {seen.browser}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unreleased"
