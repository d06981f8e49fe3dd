"""Addresses as a person lists them for `kaiji identify`; every fault at once."""

from datetime import datetime
from pathlib import Path

from models.answers.faults import Fault, Faults
from tasks.registry.many import Wanted

MOST_PORT = 65535


def asked_once(ip: str | None, port: int | None, at: str | None) -> Wanted:
    """One address from the command line. Raises Faults."""
    faults: list[Fault] = []
    if not ip:
        faults.append(Fault(field="ip", value="", cure="アドレスを一つ、または --file で一覧を指定してください"))
    found = Wanted(ip=ip or "", port=_port(str(port or ""), "port", faults), at=_moment(at or "", "at", faults))
    if faults:
        raise Faults(faults)
    return found


def listed(path: Path) -> tuple[Wanted, ...]:
    """The addresses of a file: `address [port [moment with offset]]` a line; `#` begins a remark. Raises Faults."""
    faults: list[Fault] = []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.partition("#")[0].replace(",", " ").split(maxsplit=2)
        if parts:
            ip, port, moment = (*parts, "", "")[:3]
            at = _moment(moment, f"line {number}: moment", faults)
            found.append(Wanted(ip=ip, port=_port(port, f"line {number}: port", faults), at=at))
    if not found:
        faults.append(Fault(field=path.name, value="", cure="一行に一つ、アドレスを書いてください"))
    if faults:
        raise Faults(faults)
    return tuple(found)


def _port(text: str, field: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if text.isdecimal() and 0 < int(text) <= MOST_PORT:
        return int(text)
    faults.append(Fault(field=field, value=text, cure="1～65535 です（なければ空）"))
    return None


def _moment(text: str, field: str, faults: list[Fault]) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        faults.append(Fault(field=field, value=text, cure="時差まで書いてください（例 2026-07-01T23:41:05+09:00）"))
        return None
    return moment
