"""`kaiji capture`: a page as evidence, what was captured so far, time-stamps that are still owed."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tasks.capture.capturing import Captured
    from tasks.wiring import Services

REFUSED, UNAVAILABLE = 1, 3


def capture(
    url: Annotated[str | None, typer.Argument(help="Address of the page.")] = None,
    case: Annotated[
        str | None, typer.Option("--case", help="The case it belongs to (none yet: intake takes it in).")
    ] = None,
    post: Annotated[int | None, typer.Option("--post", help="Number of the post in that case.")] = None,
    *,
    stamp: Annotated[bool, typer.Option("--stamp", help="Finish what was cut off, ask for owed time-stamps.")] = False,
    only_list: Annotated[bool, typer.Option("--list", help="List captures; every file is checked.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Keep a page as evidence: PDF and PNG with URL and moment, HTML, WARC, headers, hashes, time-stamp."""
    from tasks.wiring import services

    made = services()
    if only_list:
        _list(made, case, as_json=as_json)
    elif stamp:
        _stamp(made)
    elif url is None:
        raise ValueError(
            "URL を入れてください（kaiji capture URL）。一覧は --list、タイムスタンプの再取得は --stamp です"
        )
    else:
        _capture(made, url, case, post, as_json=as_json)


def _capture(made: "Services", url: str, case: str | None, post: int | None, *, as_json: bool) -> None:
    from tasks.capture.browser import AS_ROOT
    from tasks.capture.capturing import capture_page

    found = capture_page(made, url, ref=case, post_no=post)
    if not found.sandboxed:
        typer.echo(AS_ROOT, err=True)
    if as_json:
        typer.echo(json.dumps(captured_json(found), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(captured_lines(found)))
    if code := exit_code(found):
        raise typer.Exit(code)


def _list(made: "Services", case: str | None, *, as_json: bool) -> None:
    from flows.captures_shown import listed_json, listed_text
    from tasks.case_store.captures import list_captures

    rows = listed_json(made, list_captures(made.store, case))
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else listed_text(rows))
    if any(row["damaged"] for row in rows):
        raise typer.Exit(REFUSED)


def _stamp(made: "Services") -> None:
    from tasks.capture.capturing import stamp_owed
    from tasks.capture.recovering import recover_captures

    for folder in recover_captures(made):
        typer.echo(f"途中で止まっていた保全を記録しました: {folder}")
    found = stamp_owed(made)
    for capture, said in found:
        typer.echo(f"保全{capture.id}: {said}")
    if not found:
        typer.echo("タイムスタンプのない保全はありません")
    if any("タイムスタンプなし" in said for _capture, said in found):
        raise typer.Exit(UNAVAILABLE)


def exit_code(found: "Captured") -> int:
    """0 where the page shows itself, 3 where nothing answered, 1 where a person has to act."""
    from models.terms import CaptureResult

    if found.verdict.result in {CaptureResult.CAPTURED, CaptureResult.ONLINE}:
        return 0
    return UNAVAILABLE if found.verdict.result is CaptureResult.UNREACHABLE else REFUSED


def captured_lines(found: "Captured") -> list[str]:
    """What came of a look, for a person: result, what to do, where the files are."""
    from flows.captures_shown import RESULTS

    lines = [f"保全{found.id}: {RESULTS[found.verdict.result]}"]
    lines += [f"  {text}" for text in (found.verdict.because, found.verdict.cure, *found.notes) if text]
    if found.folder:
        lines.append(f"  KAIJI_HOME/documents/{found.folder}（manifest.json の SHA-256 {found.manifest_sha256}）")
        lines.append(f"  {found.stamp}")
    return lines


def captured_json(found: "Captured") -> dict[str, Any]:
    """The same with stable keys."""
    return {
        "capture": found.id,
        "result": str(found.verdict.result),
        "because": found.verdict.because,
        "cure": found.verdict.cure,
        "looked_at": found.looked_at.isoformat(),
        "folder": found.folder,
        "manifest_sha256": found.manifest_sha256,
        "stamp": found.stamp,
        "notes": list(found.notes),
    }
