"""Capturing a page as evidence, looking whether posts are still there, and time-stamps that are still owed."""

import asyncio
import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from secrets import token_hex

from models.answers.faults import Fault, Faults
from models.terms import CapturePurpose, CaptureResult
from tasks.capture.judging import PageFacts, Verdict, judge
from tasks.capture.looking import Asked, Bounds, Seen, look
from tasks.capture.manifest import MANIFEST, STAMP, Clock, DamagedCapture, checked_files, page_files
from tasks.capture.public_hosts import url_fault
from tasks.capture.stamping import NoStamp, Stamp, stamp
from tasks.capture.time_reference import clock_offset_ms
from tasks.case_store.captures import (
    Listed,
    NewCapture,
    Target,
    find_target,
    record_capture,
    record_stamp,
    unstamped,
)
from tasks.case_store.facts import key_of
from tasks.ports import Unavailable
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class Captured:
    """One look as it was recorded. `stamp` says who stamped it when, or why nobody did."""

    id: int
    verdict: Verdict
    looked_at: datetime
    folder: str
    manifest_sha256: str
    stamp: str
    notes: tuple[str, ...] = field(default=(), repr=False)
    sandboxed: bool = True


def capture_page(
    made: Services,
    url: str,
    *,
    ref: str | None = None,
    post_no: int | None = None,
    by: str = "",
    bounds: Bounds | None = None,
) -> Captured:
    """Capture a page as evidence: files first, then the row. Raises Faults, NoSuchCase, NoBrowser."""
    if cure := url_fault(url):
        raise Faults([Fault(field="url", value=url, cure=cure)])
    target = replace(find_target(made.store, url, ref, post_no), by=by)
    return look_and_record(made, target, CapturePurpose.EVIDENCE, bounds)


def look_and_record(made: Services, target: Target, purpose: CapturePurpose, bounds: Bounds | None = None) -> Captured:
    """One look, recorded whatever came of it; a page that is merely still online leaves no files."""
    clock = _clock(made)
    seen = asyncio.run(look(_asked(made, target, purpose, bounds)))
    files = page_files(target.url, seen, purpose=str(purpose), clock=clock)
    folder = keep_files(made, f"capture-{seen.looked_at.astimezone(UTC):%Y%m%dT%H%M%SZ}", files)
    manifest = files.get(MANIFEST, b"")
    stamped, said = stamp_manifest(made, folder, manifest) if manifest else (None, "")
    new = NewCapture(
        purpose=purpose,
        result=seen.verdict.result,
        looked_at=seen.looked_at,
        http_status=seen.facts.status if seen.facts else None,
        because=seen.verdict.because,
        folder=folder,
        manifest_sha256=hashlib.sha256(manifest).hexdigest() if manifest else "",
        stamped_at=stamped.at if stamped else None,
        stamped_by=stamped.authority if stamped else "",
        clock_offset_ms=clock.offset_ms,
    )
    with made.store.write() as session:
        row = record_capture(session, target, new)
        return _captured(key_of(row), new, seen, said)


def keep_files(made: Services, prefix: str, files: dict[str, bytes]) -> str:
    """Keep files in a folder of their own, the manifest last; return the folder ("" for no files)."""
    if not files:
        return ""
    folder = f"{prefix}-{token_hex(4)}"
    for name, content in files.items():
        made.documents.put(folder, name, content)
    return folder


def stamp_manifest(made: Services, folder: str, manifest: bytes) -> tuple[Stamp | None, str]:
    """Have the manifest stamped by the firm's authority; what fails is said and leaves the files as they are."""
    section = made.settings.capture
    if section.timestamp_url is None:
        return None, "タイムスタンプなし（[capture] timestamp_url の設定がありません）"
    try:
        found = stamp(manifest, section.timestamp_url, section.timestamp_ca_file)
    except NoStamp as reason:
        return None, f"タイムスタンプなし: {reason}。kaiji capture --stamp で後から付けられます"
    made.documents.put(folder, STAMP, found.token)
    return found, f"タイムスタンプ {found.at:%Y-%m-%d %H:%M:%S} UTC（{found.authority}）"


def stamp_owed(made: Services) -> tuple[tuple[Listed, str], ...]:
    """Ask again for every time-stamp that is owed; each capture with what came of it. A damaged one is not stamped."""
    return tuple((capture, _stamped_late(made, capture)) for capture in unstamped(made.store))


def _stamped_late(made: Services, capture: Listed) -> str:
    try:
        manifest = checked_files(made.documents, capture.folder, capture.manifest_sha256)[MANIFEST]
    except DamagedCapture as damaged:
        return f"タイムスタンプなし: {damaged}"
    stamped, said = stamp_manifest(made, capture.folder, manifest)
    if stamped:
        with made.store.write() as session:
            record_stamp(session, capture.id, stamped.at, stamped.authority)
    return said


def _asked(made: Services, target: Target, purpose: CapturePurpose, bounds: Bounds | None) -> Asked:
    section = made.settings.capture
    again = purpose is CapturePurpose.RECHECK

    def read(page: PageFacts) -> Verdict:
        verdict = judge(page, target.words)
        return _still_there(verdict) if again else verdict

    return Asked(
        url=target.url,
        browser=section.browser,
        loopback=section.loopback,
        bounds=bounds or Bounds(seconds=section.seconds),
        now=made.wall.now,
        judge=read,
        keep=lambda verdict: verdict.result is not CaptureResult.ONLINE,
    )


def _still_there(verdict: Verdict) -> Verdict:
    """A page that shows itself is online; one that led elsewhere proves nothing about the post."""
    if verdict.result is not CaptureResult.CAPTURED:
        return verdict
    return replace(verdict, result=CaptureResult.UNCLEAR if verdict.because else CaptureResult.ONLINE)


def _clock(made: Services) -> Clock:
    server = made.settings.capture.time_server
    if server is None:
        return Clock()
    try:
        return Clock(reference=server, offset_ms=clock_offset_ms(server), because="")
    except Unavailable as silent:
        return Clock(reference=server, because=str(silent))


def _captured(capture_id: int, new: NewCapture, seen: Seen, said: str) -> Captured:
    return Captured(
        id=capture_id,
        verdict=seen.verdict,
        looked_at=new.looked_at,
        folder=new.folder,
        manifest_sha256=new.manifest_sha256,
        stamp=said,
        notes=seen.notes,
        sandboxed=seen.sandboxed,
    )
