"""Captures whose process died after the files and before the row: their manifests say all that the row needs."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from models.terms import CapturePurpose, CaptureResult
from tasks.capture.manifest import MANIFEST, SCHEMA, checked_files
from tasks.case_store.captures import NewCapture, known_folders, record_capture, target_by_url
from tasks.wiring import Services

PATIENCE: Final = timedelta(hours=1)
"""A folder younger than this may belong to a process that is still at work."""


def recover_captures(made: Services) -> tuple[str, ...]:
    """Record every capture of a page that has files and no row; return their folders. Raises DamagedCapture."""
    return tuple(_recovered(made, folder) for folder in _lost(made))


def _lost(made: Services) -> Iterator[str]:
    known = known_folders(made.store)
    for path in sorted(made.documents.absolute(".").glob(f"capture-*/{MANIFEST}")):
        said = json.loads(path.read_bytes())
        if path.parent.name not in known and said.get("schema") == SCHEMA and _is_old(made, said):
            yield path.parent.name


def _is_old(made: Services, said: dict[str, Any]) -> bool:
    return datetime.fromisoformat(said["looked_at_utc"]) <= made.wall.now() - PATIENCE


def _recovered(made: Services, folder: str) -> str:
    raw = made.documents.get(f"{folder}/{MANIFEST}")
    digest = hashlib.sha256(raw).hexdigest()
    checked_files(made.documents, folder, digest)
    said = json.loads(raw)
    new = NewCapture(
        purpose=CapturePurpose(said["purpose"]),
        result=CaptureResult(said["result"]),
        looked_at=datetime.fromisoformat(said["looked_at_utc"]),
        http_status=said["http_status"],
        because=said["because"],
        folder=folder,
        manifest_sha256=digest,
        clock_offset_ms=said["clock"]["offset_ms"],
    )
    with made.store.write() as session:
        record_capture(session, target_by_url(session, said["url"]), new)
    return folder
