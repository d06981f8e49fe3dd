"""`kaiji …`: prints, never decides. Engine and tables are imported inside the commands that need them."""

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from flows.commands import (
    ack,
    answer,
    bring_back,
    bulk,
    calendar,
    capture,
    cases,
    chain,
    correct,
    draft,
    event,
    exhibit,
    export,
    facts,
    fee,
    find,
    identify,
    intake,
    letters,
    period,
    plan,
    portfolio,
    proxy,
    recheck,
    redate,
    regime,
    replies,
    staff,
    tasks,
    views,
    watchdog,
)

if TYPE_CHECKING:
    from models.answers.faults import Faults
    from tasks.wiring import Services

app = typer.Typer(
    name="kaiji",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="発信者情報開示の事件管理 — sender-information disclosure cases, from the post to the damages claim.",
)
key_app = typer.Typer(no_args_is_help=True, help="The data keys.")
app.add_typer(key_app, name="key")
app.add_typer(bulk.bulk, name="bulk")
app.add_typer(exhibit.exhibit, name="exhibit")
app.add_typer(staff.staff, name="staff")

Json = Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")]
By = Annotated[str, typer.Option("--by", help="Who does this.")]
REFUSED, UNAVAILABLE = 1, 3


def main() -> None:
    """Entry point of the console script: no traceback for what a person can mend."""
    try:
        app()
    except Exception as error:
        _explain(error)
        raise


def _explain(error: Exception) -> None:
    """Say what a person can mend and leave; return for anything else. Only a fault pays for the imports."""
    from models.answers.faults import Faults
    from tasks.case_store.answering import NotWaiting
    from tasks.case_store.facts import NoSuchCase
    from tasks.key_file import KeyFault
    from tasks.ports import Unavailable

    if isinstance(error, Faults):
        _refuse(error)
    if isinstance(error, (NoSuchCase, NotWaiting, KeyFault, ValueError)):
        _stop(str(error), REFUSED)
    if isinstance(error, Unavailable):
        _stop(str(error), UNAVAILABLE)
    if isinstance(error, OSError):
        _stop(f"{error.strerror}: {error.filename or ''}", UNAVAILABLE)


@app.command()
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the UI.")] = None,
    database: Annotated[
        str | None, typer.Option(help="postgresql+psycopg://… (default: SQLite in KAIJI_HOME).")
    ] = None,
) -> None:
    """Run the desk: Prefect server, worker, deployments, schedules. Ctrl-C stops all of it."""
    from flows.running import run_desk

    _exit(run_desk(host=host, port=port, database=database))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Exit at the end; 0 only if both cases closed.")] = False,
    port: Annotated[int, typer.Option(help="Port of the UI.")] = 4200,
    home: Annotated[Path | None, typer.Option(help="Folder of the demonstration.")] = None,
    samples: Annotated[Path | None, typer.Option(help="Folder of case files and playbooks (default: ours).")] = None,
) -> None:
    """Play the sample cases to their end through the real engine in stepped time."""
    from flows.demo.play import SAMPLES, play_demo

    folder = home or Path(os.environ.get("KAIJI_HOME", ".kaiji")) / "demo"
    _exit(play_demo(folder.resolve(), port=port, once=once, samples=(samples or SAMPLES).resolve()))


@app.command()
def show(ref: str, as_json: Json = False) -> None:
    """The case sheet."""
    from flows.board import sheet_json, sheet_text

    made = _services()
    typer.echo(json.dumps(sheet_json(made, ref), ensure_ascii=False, indent=2) if as_json else sheet_text(made, ref))


@app.command()
def why(ref: str, deadline: Annotated[str | None, typer.Argument()] = None, as_json: Json = False) -> None:
    """Each step of each date, with its article."""
    from flows.board import why_json, why_text

    found = why_json(_services(), ref, deadline)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else why_text(found))


@app.command()
def release(
    ref: str, letter: Annotated[str, typer.Argument(help="e.g. holder:1/preservation_notice:1")], by: By
) -> None:
    """Release a letter in an attorney's name."""
    from models.terms import WaitKind
    from tasks.answers import answer_wait, find_wait
    from tasks.case_store.facts import key_of

    made = _services()
    wait = find_wait(made, ref, WaitKind.LETTER_RELEASE, letter)
    answer_wait(made, ref, key_of(wait), {"decision": "release", "attorney": by, "entered_by": by})
    typer.echo(f"{ref}: {letter} released")


@app.command()
def hold(
    ref: str,
    reason: Annotated[str, typer.Option()],
    by: By,
    until: Annotated[str | None, typer.Option(help="YYYY-MM-DD: comes back by itself.")] = None,
) -> None:
    """Put a case on hold: no alarms."""
    from tasks.case_store.opening import hold_case

    made = _services()
    day = date.fromisoformat(until) if until else None
    hold_case(made.store, made.law, ref, until=day, reason=reason, by=by, now=made.clock.now())


@app.command()
def close(ref: str, reason: Annotated[str, typer.Option()], by: By) -> None:
    """Close a case at any stage."""
    from tasks.case_store.opening import close_case

    made = _services()
    close_case(made.store, made.law, ref, reason=reason, by=by, now=made.clock.now())


@app.command()
def reopen(ref: str, reason: Annotated[str, typer.Option()], by: By) -> None:
    """Open a held, closed or draft case."""
    from tasks.case_store.opening import reopen_case

    made = _services()
    reopen_case(made.store, made.law, ref, reason=reason, by=by, now=made.clock.now())


@app.command()
def sweep(at: Annotated[str | None, typer.Option(help="Work at this moment (with offset).")] = None) -> None:
    """One sweep now: due notices, chase-ups, stalled cases, lost runs."""
    from flows.running import sweep_now

    _exit(sweep_now(datetime.fromisoformat(at) if at else None))


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is wrong and the cure: configuration, database, docket, mail, registries, calendar, engine."""
    from flows.doctor import examine

    found = examine(_services())
    if as_json:
        typer.echo(json.dumps([{"ok": f.ok, "about": f.about, "said": f.said} for f in found], ensure_ascii=False))
    else:
        for finding in found:
            typer.echo(f"{'ok  ' if finding.ok else 'FAULT'} {finding.about}: {finding.said}")
    _exit(0 if all(finding.ok for finding in found) else REFUSED)


# The law engine: a file each in flows/commands.
app.command()(ack.ack)
app.command()(answer.answer)
app.command("import")(bring_back.bring_back)
app.command()(calendar.calendar)
app.command()(capture.capture)
app.command()(cases.cases)
app.command()(chain.chain)
app.command()(correct.correct)
app.command()(draft.draft)
app.command()(event.event)
app.command()(export.export)
app.command()(facts.facts)
app.command()(fee.fee)
app.command()(find.find)
app.command()(identify.identify)
app.command()(intake.intake)
app.command()(letters.letters)
app.command()(period.period)
app.command()(plan.plan)
app.command()(portfolio.portfolio)
app.command()(proxy.proxy)
app.command()(recheck.recheck)
app.command()(redate.redate)
app.command()(regime.regime)
app.command()(replies.replies)
app.command()(tasks.tasks)
app.command()(views.views)
app.command()(watchdog.watchdog)


@key_app.command("rotate")
def rotate() -> None:
    """Make a fresh data key and seal every personal cell with it. The desk must be stopped: it keeps the old keys."""
    from flows.desk import DeskFault, only_one
    from models.tables import sealing
    from tasks.case_store.rotation import reseal
    from tasks.key_file import add_key

    made = _services()
    if made.settings.key is not None:
        _stop("KAIJI_KEY rules: add a line with a higher number there, then run `kaiji key reseal`", REFUSED)
    try:
        with only_one(made.settings.root / "desk.lock"):
            sealing.install(add_key(made.settings.root))
            typer.echo(f"{reseal(made.store)} cells sealed with the new key; back up {made.settings.root / 'key'}")
    except DeskFault as fault:
        _stop(str(fault), UNAVAILABLE)


@key_app.command("reseal")
def reseal_all() -> None:
    """Seal every personal cell with the newest key (after a key was added to KAIJI_KEY)."""
    from tasks.case_store.rotation import reseal

    typer.echo(f"{reseal(_services().store)} cells sealed with the newest key")


def _services() -> "Services":
    from tasks.wiring import services

    return services()


def _refuse(faults: "Faults") -> NoReturn:
    for line in faults.lines():
        typer.echo(line, err=True)
    sys.exit(REFUSED)


def _stop(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(code)


def _exit(code: int) -> None:
    if code:
        raise typer.Exit(code)
