"""`kaiji watchdog`: for cron or systemd; tells somebody when the desk itself has fallen silent."""

import json
import sys
from typing import Annotated

import typer


def watchdog(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False) -> None:
    """Look once from outside and mail what is wrong. Exit 0: all is well; 1: an alarm; 3: nobody could be told."""
    from datetime import UTC, datetime

    from pydantic import ValidationError

    from tasks.settings import Settings
    from tasks.watchdog.watching import MUTE, watch

    try:
        done = watch(Settings(), datetime.now(UTC))
    except (ValidationError, OSError, ValueError) as fault:
        print(f"the watchdog cannot look: {type(fault).__name__}; check config.toml and KAIJI_HOME", file=sys.stderr)
        raise typer.Exit(MUTE) from None
    for line in done.wrong:
        print(line, file=sys.stderr)
    if as_json:
        found = [{"name": alarm.name, "ja": alarm.ja, "en": alarm.en} for alarm in done.alarms]
        print(json.dumps({"alarms": found, "mailed": done.mailed}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(f"{alarm.name}: {alarm.en}" for alarm in done.alarms) or "all is well")
    if done.code:
        raise typer.Exit(done.code)
