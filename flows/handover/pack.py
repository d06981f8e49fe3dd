"""A hand-over pack: folder and one PDF of everything, readable with the system down."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from flows.handover.dates import NAME as DATES
from flows.handover.dates import dates, timelines
from flows.handover.docket_paper import NAME as DOCKET
from flows.handover.docket_paper import docket_json, docket_paper
from flows.handover.first_page import NAME, first_page, missed_lines, next_fatal_line
from flows.handover.sheet import NAME as SHEET
from flows.handover.sheet import sheet
from flows.handover.told import Told
from models.rules.japan_time import JST
from tasks.case_store.position import view_case
from tasks.handover.binding import Part, bind
from tasks.handover.folder import PackFolder, new_pack
from tasks.handover.pages import Drawn, page_html
from tasks.handover.pdf_parts import pdf_of
from tasks.handover.picture_page import picture_page
from tasks.handover.record import read_record
from tasks.handover.stored_files import ReadFile, read_file, stored_files
from tasks.papers.look import Look, look_of
from tasks.papers.typesetting import to_pdf
from tasks.pictures.rendering import CannotDraw
from tasks.pictures.timeline import timeline_picture, timeline_svg
from tasks.wiring import Services

TIMELINE: Final = "日程の図"
NAV: Final = (
    (NAME, "index.html"),
    (SHEET, "case-sheet.html"),
    (DATES, "deadlines.html"),
    (DOCKET, "docket.html"),
)


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A pack that was written. `troubles` are files that are gone or changed, and a docket that does not hold."""

    folder: Path
    pdf: Path
    files: int
    troubles: tuple[str, ...]


def export_case(made: Services, ref: str, parent: Path) -> Exported:
    """Write the pack of one case below `parent`. Raises NoSuchCase, TargetTaken, LookFault."""
    now = made.clock.now()
    view = view_case(made.store, made.law, ref, now)
    told = Told(record=read_record(made.store, ref), view=view, law=made.law, now=now)
    name, look = _name(ref, now), look_of(made.settings.documents)
    listed = stored_files(told.record, made.documents, told.subject)
    files = [read_file(file, made.documents) for file in listed]
    with new_pack(parent, name) as pack:
        for read in files:
            if read.content is not None:
                pack.put(read.file.path, read.content)
        _write_pages(pack, told, files, made)
        pack.put(f"{ref}.pdf", _bound(told, files, look))
    troubles = tuple(f"{read.file.title}: {read.state}" for read in files if read.trouble)
    if told.record.docket_fault:
        troubles += (f"{DOCKET}: {told.record.docket_fault}",)
    folder = parent / name
    return Exported(folder=folder, pdf=folder / f"{ref}.pdf", files=len(files), troubles=troubles)


def _name(ref: str, now: datetime) -> str:
    return f"{ref}_{now.astimezone(JST):%Y%m%dT%H%M%S}"


def _write_pages(pack: PackFolder, told: Told, files: list[ReadFile], made: Services) -> None:
    pictures = []
    for number, (name, line) in enumerate(timelines(told), 1):
        try:
            picture = timeline_picture(line, made.law.calendar.closed)
        except CannotDraw:
            continue
        pictures.append(Drawn(name=name, png=picture.png, alt=picture.alt))
        pack.put(f"timeline-{number}.png", picture.png)
    pdf = (("PDF", f"{told.ref}.pdf"),)
    pack.put("index.html", page_html(first_page(told, files), NAV + pdf, files=files, pictures=pictures))
    pack.put("case-sheet.html", page_html(sheet(told), NAV))
    pack.put("deadlines.html", page_html(dates(told), NAV))
    pack.put("docket.html", page_html(docket_paper(told), NAV))
    pack.put("docket.json", docket_json(told))
    pack.put("README.txt", _readme(told).encode())


def _bound(told: Told, files: list[ReadFile], look: Look) -> bytes:
    """The first page, the overviews, then every paper in reading order."""
    drawn = [(name, timeline_svg(line, told.law.calendar.closed)) for name, line in timelines(told)]
    parts = [Part(title=paper.title, content=to_pdf(paper, look)) for paper in (sheet(told), dates(told))]
    if drawn:
        parts.append(Part(title=TIMELINE, content=picture_page(TIMELINE, drawn, look)))
    parts.append(Part(title=DOCKET, content=to_pdf(docket_paper(told), look)))
    bound = (read for read in files if read.file.bound)
    parts += [Part(title=read.file.title, content=pdf_of(read, look, told.today)) for read in bound]
    first = first_page(told, files, (NAME, *(part.title for part in parts)))
    return bind((Part(title=NAME, content=to_pdf(first, look)), *parts), title=f"{told.ref} {NAME}")


def _readme(told: Told) -> str:
    lines = (
        f"{told.ref}　{NAME} / hand-over pack",
        "",
        next_fatal_line(told),
        *missed_lines(told),
        "",
        "index.html をブラウザーで開いてください。kaiji もネットワークも要りません。",
        f"{told.ref}.pdf は同じ内容を一つに綴じたものです（しおり・ページ番号付き）。",
        "古い版と .docx は documents にあります。",
        "docket.html は事件記録、docket.json はその検証用の値です。",
        "ファイルの照合: sha256sum -c SHA256SUMS",
        "",
        "Open index.html in a browser: neither kaiji nor a network is needed.",
        "Check the files with: sha256sum -c SHA256SUMS",
        "",
        "個人情報を含みます。所外へ渡さないでください（情報流通プラットフォーム対処法７条）。",
    )
    return "\r\n".join((*lines, ""))
