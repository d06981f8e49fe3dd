"""Profiles of the parties a case writes to. What was not found is absent; staff must supply an empty address."""

from dataclasses import dataclass
from typing import Literal

from models.provisions.figures import Retention, Sourced
from models.terms import Channel, ProviderCategory, Route

Language = Literal["ja", "en"]


@dataclass(frozen=True, kw_only=True)
class PlatformProfile(Sourced):
    """コンテンツプロバイダ: operator, how to ask it, and how its moments are to be read.

    `answer_days`: typical days until the form is answered; `order_to_disclosure_days`: from an order to the data.
    `zone`: the zone its moments are given in, None when not known; `login_type`: it discloses logins, not posts.
    `retention`: of the platform's own log, None when no figure was found; `retention_after_deletion`: counted from the
    day on which the account was deleted. `operator` may be empty: not found. `keeps`: what its log is known to hold
    ("port", "destination_ip"). `language`: in which it is written to: English where the operator sits abroad and is
    not registered in Japan (law.md §3.2). `representative`: title and name as the register has them; of a foreign
    company the one in Japan. `notes`: what else is known of it, in Japanese.
    """

    key: str
    name: str
    operator: str
    address: tuple[str, ...]
    channel: Channel
    default_route: Route
    answer_days: int
    order_to_disclosure_days: int
    zone: str | None
    login_type: bool
    retention: Retention | None
    retention_after_deletion: Retention | None = None
    keeps: tuple[str, ...] = ()
    language: Language = "ja"
    representative: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProviderProfile(Sourced):
    """経由プロバイダ: legal entity, names a registry may print, and what it needs to find a subscriber.

    `needs` and `needs_one_of` (at least one of them) are drawn from "port", "destination_ip", "seconds".
    `needs_upstream`: it keeps no log of its own; `upstream`: key of the carrier that keeps it, when known.
    `tolerance_seconds`: how far a moment may lie off its log. `one_form_per_ip`: it wants a request of its own for each
    IP address (CATV operators, law.md §3.2). `representative`: title and name as the register has
    them. `notes`: what else is known of it, in Japanese.
    """

    key: str
    name: str
    legal_name: str
    names: tuple[str, ...]
    category: ProviderCategory
    address: tuple[str, ...]
    channel: Channel
    retention: Retention | None
    needs: tuple[str, ...]
    needs_upstream: bool
    needs_one_of: tuple[str, ...] = ()
    upstream: str = ""
    tolerance_seconds: int | None = None
    one_form_per_ip: bool = False
    representative: str = ""
    notes: tuple[str, ...] = ()
