"""What a preview lists: one thing of one case each, with everything that it stands or falls with; no person's name."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.progress.plan import Draft
from models.rules.redating import DateChange
from models.terms import BulkAct, Channel, LetterKind, VersionOrigin
from tasks.case_store.rehearsing import PlannedMail
from tasks.case_store.releasing import Read

_SIGNS_OF_TOKEN = 8


class BulkStep(StrEnum):
    """一件ですること."""

    DRAFT = "draft"
    RELEASE = "release"
    REDATE = "redate"


@dataclass(frozen=True, kw_only=True)
class LetterToGo:
    """A draft that may be released: which version, to whom, how it may leave.

    `to` is the directory's name of a company or authority, empty when it is a person of the case (then `subject` says
    which). `files` are its papers (paths below KAIJI_HOME/documents) with their hashes, `seen` what a release rests on.
    """

    letter_id: int
    wait_id: int
    kind: LetterKind
    subject: str
    no: int
    version: int
    origin: VersionOrigin
    to: str
    ways: tuple[Channel, ...]
    due_on: date | None
    files: tuple[tuple[str, str], ...]
    seen: Read


@dataclass(frozen=True, kw_only=True)
class DatesToMove:
    """The dates of one case that move, and the notices that this makes."""

    changes: tuple[DateChange, ...]
    mails: tuple[PlannedMail, ...]


@dataclass(frozen=True, kw_only=True)
class BulkItem:
    """One line of a preview. What is `refused` is shown with every reason and does not go."""

    ref: str
    name: str
    step: BulkStep
    what: LetterToGo | DatesToMove | Draft
    refused: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """By what it is left out: the letter's number, else reference and name."""
        return str(self.what.letter_id) if isinstance(self.what, LetterToGo) else f"{self.ref}/{self.name}"

    @property
    def digest(self) -> str:
        """Everything of it as one hash."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What would be done now. `failed`: cases that could not be looked at; `more`: items beyond those listed."""

    act: BulkAct
    items: tuple[BulkItem, ...]
    failed: tuple[str, ...] = ()
    more: int = 0

    @property
    def going(self) -> tuple[BulkItem, ...]:
        """What the second step does."""
        return tuple(item for item in self.items if not item.refused)

    @property
    def token(self) -> str:
        """A short code over exactly this preview; another one as soon as anything in it is another."""
        return token_over(self.act, ((item.code, item.digest) for item in self.items))


def token_over(act: BulkAct, parts: Iterable[tuple[str, str]]) -> str:
    """The code as people type it: `K7QF-2M9X`."""
    said = json.dumps([act.value, *map(list, parts)], ensure_ascii=False)
    code = base64.b32encode(hashlib.sha256(said.encode()).digest()).decode()[:_SIGNS_OF_TOKEN]
    return f"{code[:4]}-{code[4:]}"


def same_token(typed: str, token: str) -> bool:
    """Whether the code was typed, in whatever case and with or without its hyphen."""
    return typed.strip().upper().replace("-", "") == token.replace("-", "")
