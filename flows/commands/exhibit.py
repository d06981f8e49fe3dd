"""`kaiji exhibit`: evidence taken in, numbered, withdrawn, listed, set for filing; registry answers as papers."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from tasks.case_store.exhibit_list import NumberedExhibit
    from tasks.case_store.exhibit_numbers import ExhibitAbout

exhibit = typer.Typer(no_args_is_help=True, help="Written evidence of a case: numbers, the list, copies for filing.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")]
By = Annotated[str, typer.Option("--by", help="Who does this.")]
Title = Annotated[str, typer.Option("--title", help="標目: what it is called in the list of evidence.")]
Author = Annotated[str, typer.Option("--author", help="作成者.")]
MadeOn = Annotated[datetime | None, typer.Option("--made-on", formats=["%Y-%m-%d"], help="作成年月日.")]
Proves = Annotated[str, typer.Option("--proves", help="立証趣旨: what it proves.")]
Form = Annotated[Literal["copy", "original"], typer.Option("--form", help="写し or 原本.")]


@exhibit.command()
def add(  # noqa: PLR0913 (what the list of evidence says of it)
    ref: str,
    files: Annotated[list[Path], typer.Argument(help="PDF, PNG or JPEG; several are parts of one item.")],
    *,
    title: Title,
    by: By,
    author: Author = "",
    made_on: MadeOn = None,
    proves: Proves = "",
    form: Form = "copy",
    post: Annotated[int | None, typer.Option("--post", help="Number of the post it shows.")] = None,
) -> None:
    """Take in screenshots or papers made elsewhere: hashed, kept write-once, numbered."""
    from tasks.exhibit_adding import add_exhibits
    from tasks.wiring import services

    about = _about(title, author, made_on, proves, form)
    typer.echo("\n".join(add_exhibits(services(), ref, files, about=about, by=by, post_no=post)))


@exhibit.command()
def number(  # noqa: PLR0913 (what the list of evidence says of it)
    ref: str,
    *,
    by: By,
    document: Annotated[int | None, typer.Option("--document", help="As `kaiji exhibit list` shows it.")] = None,
    capture: Annotated[int | None, typer.Option("--capture", help="As `kaiji capture --list` shows it.")] = None,
    letter: Annotated[int | None, typer.Option("--letter", help="A letter that was released.")] = None,
    picture: Annotated[bool, typer.Option("--picture", help="Of a capture the PNG, not the PDF.")] = False,
    branch_of: Annotated[int | None, typer.Option("--branch-of", help="As a branch of this number.")] = None,
    title: Title = "",
    author: Author = "",
    made_on: MadeOn = None,
    proves: Proves = "",
    form: Form = "copy",
) -> None:
    """Number what is kept already: a capture, a registry's answer, a letter."""
    from tasks.exhibit_adding import Source, number_source
    from tasks.wiring import services

    source = Source(document=document, capture=capture, letter=letter, picture=picture)
    about = _about(title, author, made_on, proves, form)
    typer.echo(number_source(services(), ref, source, about=about, by=by, branch_of=branch_of))


@exhibit.command()
def withdraw(
    ref: str,
    no: int,
    by: By,
    reason: Annotated[str, typer.Option("--reason")],
    branch: Annotated[int, typer.Option("--branch", help="の２ is 2.")] = 0,
) -> None:
    """Withdraw an exhibit. Its number stays taken for ever."""
    from tasks.exhibit_adding import withdraw as take_back
    from tasks.wiring import services

    typer.echo(f"{take_back(services(), ref, no, branch, by=by, reason=reason)}: 撤回")


@exhibit.command("list")
def listed(ref: str, *, as_json: Json = False) -> None:
    """The exhibits by number, and what is kept without a number."""
    from tasks.case_store.exhibit_list import numbered_exhibits, unnumbered_documents
    from tasks.wiring import services

    made = services()
    rows = [_row(each) for each in numbered_exhibits(made, ref)]
    rest = [{"document": each.document_id, "name": each.name} for each in unnumbered_documents(made, ref)]
    if as_json:
        typer.echo(json.dumps({"exhibits": rows, "unnumbered": rest}, ensure_ascii=False, indent=2))
        return
    lines = [f"{row['mark']}{'（撤回）' if row['withdrawn'] else ''} {row['title']}（{row['path']}）" for row in rows]
    lines += [f"番号なし 記録{each['document']}: {each['name']}" for each in rest]
    typer.echo("\n".join(lines) or "書証も記録もありません")


@exhibit.command()
def file(
    ref: str,
    to: Annotated[Path, typer.Option("--to", help="Folder that the copies are written to.")],
) -> None:
    """Write the copies for filing: A4 PDF with the mark at the top right, named for e-filing."""
    from tasks.exhibit_adding import filing_copies
    from tasks.wiring import services

    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for copy in filing_copies(services(), ref):
        path = to / copy.name
        if not (path.is_file() and path.read_bytes() == copy.content):
            with path.open("xb") as target:  # another file that is there already is never written over
                target.write(copy.content)
        typer.echo(f"{copy.mark}: {path}")


@exhibit.command()
def registry(
    ref: str,
    observation: Annotated[int | None, typer.Argument(help="Number of the communication (default: all).")] = None,
    *,
    only_list: Annotated[bool, typer.Option("--list", help="Only list the papers made so far.")] = False,
    as_json: Json = False,
) -> None:
    """Set the kept answers of the registries as A4 papers: server, query, moment, hash, decoder and every sign."""
    from tasks.case_store.exhibits import NoAnswers, list_exhibits, make_exhibits
    from tasks.wiring import services

    made = services()
    try:
        found = list_exhibits(made, ref) if only_list else make_exhibits(made, ref, observation)
    except NoAnswers as nothing:
        raise ValueError(str(nothing)) from None
    rows = [
        {
            "document": each.document_id,
            "observation": each.observation_id,
            "path": each.path,
            "sha256": each.sha256,
            "made_at": each.made_at.isoformat(),
        }
        for each in found
    ]
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(_paper(row) for row in rows))


def _about(title: str, author: str, made_on: datetime | None, proves: str, form: str) -> "ExhibitAbout":
    from models.terms import ExhibitForm
    from tasks.case_store.exhibit_numbers import ExhibitAbout

    day = made_on.date() if made_on else None
    return ExhibitAbout(title=title, author=author, made_on=day, proves=proves, form=ExhibitForm(form))


def _row(each: "NumberedExhibit") -> dict[str, Any]:
    return {
        "mark": each.mark,
        "no": each.no,
        "branch": each.branch,
        "title": each.title,
        "form": str(each.form),
        "author": each.author,
        "made_on": each.made_on.isoformat() if each.made_on else None,
        "proves": each.proves,
        "document": each.document_id,
        "path": each.path,
        "sha256": each.sha256,
        "withdrawn": each.withdrawn,
    }


def _paper(row: dict[str, Any]) -> str:
    said = f"通信{row['observation']}: KAIJI_HOME/documents/{row['path']}（SHA-256 {row['sha256']}）"
    return f"{said} 記録{row['document']}"
