"""A case with letters in versions, registry answers as papers, and a capture of a page."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfWriter

from models.provisions import Law
from models.tables import CaptureRow, DocumentRow, sealing
from models.terms import CapturePurpose, CaptureResult, DocumentKind
from tasks.case_store.exhibits import make_exhibits
from tasks.case_store.facts import case_row, key_of
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, disclosed

REF = "2026-0001"
PAGE = b"<script>document.title='ran'</script>"


def fill(made: Services) -> None:
    """Work on the case as far as the registries' answers; capture its post."""
    make_exhibits(made, disclosed(made))
    _capture(made)


def services_of(home: Path, law: Law) -> Services:
    """The services of an office in this folder, whose database is there already."""
    settings = Settings(home=home, database=f"sqlite:///{home / 'kaiji.db'}", firm=FIRM)
    clock, registry = SteppedClock(), DictRegistry({MOBILE_IP: "sample_mobile", FIXED_IP: "sample_fibre"})
    return build_services(settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=registry)


def _capture(made: Services) -> None:
    blank = PdfWriter()
    blank.add_blank_page(width=595, height=842)
    file = made.settings.root / "blank.pdf"
    blank.write(file)
    files = {"page.pdf": file.read_bytes(), "page.html": PAGE, "page.png": b"\x89PNG", "headers.txt": b"HTTP/2 200"}
    hashes = {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()}
    files["manifest.json"] = json.dumps({"files": hashes}).encode()
    for name, content in files.items():
        made.documents.put("capture-1", name, content)
    with made.store.write() as session:
        session.add(
            CaptureRow(
                case_id=key_of(case_row(session, REF)),
                purpose=CapturePurpose.EVIDENCE,
                result=CaptureResult.CAPTURED,
                url="https://board.example/planted/101",
                url_index=sealing.ring().blind("x"),
                looked_at=datetime(2026, 1, 10, tzinfo=UTC),
                http_status=200,
                folder="capture-1",
                manifest_sha256=hashlib.sha256(files["manifest.json"]).hexdigest(),
            )
        )


def add_document(made: Services, name: str, content: bytes) -> None:
    """Store one more file of the case."""
    with made.store.write() as session:
        case = case_row(session, REF)
        session.add(
            DocumentRow(
                case_id=key_of(case),
                kind=DocumentKind.EVIDENCE,
                title=name,
                path=made.documents.put(REF, name, content),
                sha256=hashlib.sha256(content).hexdigest(),
                created_at=made.clock.now(),
            )
        )
