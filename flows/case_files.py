"""Case files (TOML) as staff fill them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.answers.faults import Fault, Faults


def read_case_file(content: bytes, name: str) -> Mapping[str, Any]:
    """Parse a case file. Raises Faults with the place of a syntax error."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Faults([Fault(field="file", value=name, cure=f"TOML として読めません: {error}")]) from None


def inbox_file(home: Path, name: str) -> Mapping[str, Any]:
    """Read a case file of KAIJI_HOME/inbox. Raises Faults for a name outside it or a missing file."""
    folder = (home / "inbox").resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise Faults([Fault(field="file", value=name, cure="KAIJI_HOME/inbox にあるファイルの名前を入れてください")])
    return read_case_file(path.read_bytes(), name)
