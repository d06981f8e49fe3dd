"""A clone in miniature: the real dev.py, one package to install, no network."""

import base64
import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
BACKEND = """
import zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "kaiji-0-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr("kaiji_cli.py", "import sys\\ndef app():\\n    print(*sys.argv[1:])\\n    return 7\\n")
        wheel.writestr("kaiji-0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: kaiji\\nVersion: 0\\n")
        wheel.writestr("kaiji-0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("kaiji-0.dist-info/entry_points.txt", "[console_scripts]\\nkaiji = kaiji_cli:app\\n")
        wheel.writestr("kaiji-0.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "kaiji"
version = "0"
[project.scripts]
kaiji = "kaiji_cli:app"
"""


def wheel_of(folder: Path, name: str) -> str:
    """Write a wheel with one empty module. Returns its line for a lock file."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    empty = base64.urlsafe_b64encode(hashlib.sha256(b"").digest()).rstrip(b"=").decode()
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"{name}.py,sha256={empty},0\n")
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with dev.py, both locks and pyproject.toml; the wheels that the locks name lie in `wheels`."""
    folder = tmp_path.resolve() / "clone"
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    shutil.copy(ROOT / "dev.py", folder)
    runtime = wheel_of(wheels, "kaiji_sample")
    (folder / dev.RUNTIME).write_text(runtime)
    (folder / dev.TEST).write_text(runtime + wheel_of(wheels, "kaiji_sample_tool"))
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    return folder


@pytest.fixture
def installed(clone: Path) -> dev.Environment:
    """The clone with a stamp that says the tests' lock is installed, and no program in it yet."""
    env = dev.Environment(clone)
    (env.folder / "bin").mkdir(parents=True)
    env.record(dev.RUNTIME, dev.TEST)
    return env
