"""Addresses as a person lists them for `kaiji identify`: text or CSV; every fault at once."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from models.answers.faults import Fault, Faults
from tasks.registry.many import Wanted

MOST_PORT = 65535
COLUMNS = ("ip", "port", "at")


def asked_once(ip: str | None, port: int | None, at: str | None) -> Wanted:
    """One address from the command line. Raises Faults."""
    faults: list[Fault] = []
    if not ip:
        faults.append(Fault(field="ip", value="", cure="アドレスを一つ、または --file で一覧を指定してください"))
    given = {"ip": ip or "", "port": "" if port is None else str(port), "at": at or ""}
    found = _wanted(given, "", faults)
    if faults:
        raise Faults(faults)
    return found


def listed(path: Path) -> tuple[Wanted, ...]:
    """The addresses of a file. Raises Faults.

    A `.csv` has the columns ip, port, at (the last two may be missing or empty, others are left alone); any other file
    has `address [port [moment with offset]]` a line, and `#` begins a remark.
    """
    faults: list[Fault] = []
    text = _text(path, faults)
    lines = _of_csv(text, path, faults) if path.suffix.lower() == ".csv" else _of_text(text)
    found = tuple(_wanted(given, f"line {number}: ", faults) for number, given in lines if given["ip"])
    if not found and not faults:
        faults.append(Fault(field=path.name, value="", cure="一行に一つ、アドレスを書いてください"))
    if faults:
        raise Faults(faults)
    return found


def _text(path: Path, faults: list[Fault]) -> str:
    """The file as text: UTF-8, else what Japanese Excel writes."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    faults.append(Fault(field=path.name, value="", cure="文字コードを UTF-8 にしてください"))
    return ""


def _of_text(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        ip, port, at = (*line.partition("#")[0].replace(",", " ").split(maxsplit=2), "", "", "")[:3]
        yield number, {"ip": ip, "port": port, "at": at}


def _of_csv(text: str, path: Path, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, str]]]:
    rows = csv.DictReader(text.splitlines())
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    if text and "ip" not in names:
        faults.append(Fault(field=path.name, value=",".join(names), cure="1行目に見出し ip,port,at を書いてください"))
        return
    for row in rows:
        yield rows.line_num, {column: (row.get(names.get(column, "")) or "").strip() for column in COLUMNS}


def _wanted(given: Mapping[str, str], place: str, faults: list[Fault]) -> Wanted:
    return Wanted(
        ip=given["ip"],
        port=_port(given["port"], f"{place}port", faults),
        at=_moment(given["at"], f"{place}at", faults),
    )


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
