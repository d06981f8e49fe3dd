"""Every page of every PDF of both sample cases as a picture: python -m tests.tasks.sample_cases.pictures FOLDER.

Needs pdftoppm (Debian: poppler-utils). Look at them before a template or the layout changes for good.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from models.provisions import load_law
from tasks.case_store.versions import current_version
from tasks.settings import Settings
from tests.conftest import CASES, FIRM
from tests.tasks.sample_cases.playing import letters_of, played


def draw(sample: str, folder: Path) -> int:
    """Play one sample case in a folder of its own and draw its papers; return how many."""
    count = 0
    with (
        TemporaryDirectory() as home,
        played(sample, Settings(home=Path(home), firm=FIRM), load_law(CASES / "profiles")) as (made, ref),
        made.store.read() as session,
    ):
        for number, letter in enumerate(letters_of(session, ref), 1):
            version = current_version(session, letter.id or 0)
            for file in (file for file in version.files if file.format == "pdf"):
                target = folder / f"{sample}-{number:02d}-{letter.kind}-{file.role}-{file.no}"
                paper = made.documents.absolute(file.path)
                subprocess.run(["pdftoppm", "-r", "80", "-png", str(paper), str(target)], check=True)
                count += 1
    return count


def main() -> None:
    """Draw both."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for sample in ("mamasta", "impersonation"):
        sys.stdout.write(f"{sample}: {draw(sample, folder)} papers\n")


if __name__ == "__main__":
    main()
