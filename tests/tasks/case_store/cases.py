"""One invented case and the hands that work on it, without the engine."""

import asyncio
from copy import deepcopy
from typing import Any

from models.answers.turns import Action
from models.rules.progress.plan import Draft, Identify
from models.terms import WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store.drafting import draft_letter
from tasks.case_store.facts import key_of
from tasks.case_store.identifying import address_of, record_identification
from tasks.case_store.opening import open_case
from tasks.case_store.position import CaseView, refresh_case
from tasks.wiring import Services

STAFF = "事務 記録子"
ATTORNEY = "例示 太郎"
PLATFORM = "platform:mamasta"
REQUEST = f"{PLATFORM}/disclosure_request:1"
MOBILE_IP, FIXED_IP = "203.0.113.45", "198.51.100.77"
SUBSCRIBER, SUBSCRIBER_HOME = "契約 者乃介", "架空県例示市契約町1-2-3"
# Everything personal that the case below holds or is told; none of it may lie readable in a database.
PLANTED = {
    "requester": "植込 花子",
    "kana": "うえこみ はなこ",
    "address": "架空県植込市植込町7-7",
    "born_on": "1988-04-01",
    "attorney": ATTORNEY,
    "attorney's mail": "attorney.planted@firm.example",
    "supervisor": "監督 次郎",
    "supervisor's mail": "supervisor.planted@firm.example",
    "url": "https://board.example/planted/101",
    "account": "planted_account",
    "post": "植込さんは経費を横領した",
    "explanation": "植込という姓の者は職場に一人しかいない",
    "staff": STAFF,
    "mobile ip": MOBILE_IP,
    "fixed ip": FIXED_IP,
    "phone": "090-1234-5678",
    "disclosed mail": "poster.planted@mail.example",
    "proof": "引受番号植込1001",
    "subscriber": SUBSCRIBER,
    "subscriber's address": SUBSCRIBER_HOME,
    "reason": "植込さんと和解した",
}


def case_file(**changes: Any) -> dict[str, Any]:
    """A case of two posts on one board, as a TOML file gives it."""
    lawyers = {
        "attorney": {"name": ATTORNEY, "email": PLANTED["attorney's mail"]},
        "supervisor": {"name": PLANTED["supervisor"], "email": PLANTED["supervisor's mail"]},
    }
    posts = [_post(101, "2026-01-08T23:41:05+09:00"), _post(102, "2026-01-09T22:15:30+09:00")]
    return {
        "entered_by": STAFF,
        "justifiable_reason": "damages",
        "remedies": ["pledge", "damages", "expenses"],
        "claim_yen": 1_000_000,
        "requester": {
            "name": PLANTED["requester"],
            "kana": PLANTED["kana"],
            "address": PLANTED["address"],
            "born_on": PLANTED["born_on"],
        },
        "posts": posts,
        "expenses": [{"kind": "retainer", "amount_yen": 300_000}],
        **lawyers,
    } | deepcopy(changes)


def _post(number: int, posted_at: str) -> dict[str, Any]:
    return {
        "platform": "mamasta",
        "url": f"https://board.example/planted/{number}",
        "account": PLANTED["account"],
        "posted_at": posted_at,
        "seen_at": "2026-01-10T09:00:00+09:00",
        "right_infringed": "honour",
        "as_written": PLANTED["post"],
        "explanation": PLANTED["explanation"],
    }


def opened(made: Services, **changes: Any) -> str:
    """Open the case; return its reference."""
    return open_case(made.store, made.law, case_file(**changes), made.clock.now())


def work(made: Services, ref: str) -> CaseView:
    """Do all that the case wants done now: drafts and identifications."""
    while (view := refresh_case(made.store, made.law, ref, made.clock.now())).todos:
        for todo in view.todos:
            if isinstance(todo, Draft):
                draft_letter(made, ref, todo)
            else:
                _identify(made, todo)
    return view


def _identify(made: Services, todo: Identify) -> None:
    asked = address_of(made.store, todo.observation_id)
    found = asyncio.run(made.registry.identify(asked.ip, port=asked.port, at=asked.at))
    record_identification(made, todo, found)


def answer(made: Services, ref: str, kind: WaitKind, subject: str | None = None, **typed: Any) -> Action:
    """Answer the most urgent open wait of this kind through the one door."""
    wait = find_wait(made, ref, kind, subject)
    return answer_wait(made, ref, key_of(wait), {"entered_by": STAFF, **typed})


def release(made: Services, ref: str, subject: str | None = None) -> None:
    """The attorney releases the draft."""
    answer(made, ref, WaitKind.LETTER_RELEASE, subject, decision="release", attorney=ATTORNEY)


def send(made: Services, ref: str, subject: str | None = None) -> None:
    """Staff send the released letter now."""
    moment = f"{made.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    answer(made, ref, WaitKind.LETTER_SENDING, subject, sent=moment, channel="post", proof=PLANTED["proof"])


def asked_platform(made: Services, **changes: Any) -> str:
    """A case whose platform has been asked and has not answered yet."""
    ref = opened(made, **changes)
    work(made, ref)
    release(made, ref)
    send(made, ref)
    work(made, ref)
    return ref


def disclosed_rows(*ips: str) -> list[dict[str, Any]]:
    """What the platform discloses: one line a post."""
    moments = ("2026-01-08 23:41:05 JST", "2026-01-09 22:15:30 JST")
    return [
        {"post_no": number, "log_kind": "post", "ip": ip, "port": 50_000 + number, "moment": moment}
        for number, (ip, moment) in enumerate(zip(ips, moments, strict=True), 1)
    ]


def disclosed(made: Services, *ips: str) -> str:
    """A case whose platform has disclosed an address for each post; the registries have been asked."""
    ref = asked_platform(made)
    rows = disclosed_rows(*(ips or (MOBILE_IP, FIXED_IP)))
    answer(made, ref, WaitKind.PLATFORM_ANSWER, outcome="disclosed", received=_now(made), rows=rows)
    work(made, ref)
    return ref


def _now(made: Services) -> str:
    return f"{made.clock.now():%Y-%m-%d %H:%M:%S} UTC"
