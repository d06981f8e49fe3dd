"""The PDF of a Word file as the machine's own office program prints it."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from models.answers.faults import Fault
from tasks.papers.word_safety import DocumentFault

_SECONDS: Final = 180


def office_pdf(soffice: Path, content: bytes) -> bytes:
    """Print a checked .docx as PDF/A. Raises DocumentFault when the program makes none."""
    with TemporaryDirectory(prefix="kaiji-word-") as folder:
        given = Path(folder, "paper.docx")
        given.write_bytes(content)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        form = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
        command = [str(soffice), profile, "--headless", "--convert-to", form, "--outdir", folder, str(given)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 (the firm's setting, no text from outside)
            return given.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            cure = "設定 documents.soffice を確かめるか、Word で作った PDF を .docx と一緒に渡してください"
            raise DocumentFault([Fault(field="PDF", value="作れなかった PDF", cure=cure)]) from None
