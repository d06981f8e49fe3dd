"""What an office task says, in words: its codes, topics and days as people read them; nobody is in it."""

import re
from collections.abc import Callable
from datetime import date

from models.rules.audit import Missing
from models.terms import DeadlineKind
from models.terms.engine import Trouble
from tasks.mail_templates import full_day
from tasks.words import word

_TOPIC = re.compile(r"(?:(?P<kind>[a-z_]+):)?(?P<subject>(?:platform|observation|holder|sender|post):[\w.-]+)(?::\d+)?")
_CODE = re.compile(rf"\b(?:{'|'.join((*Missing, *Trouble, 'stands_still'))})\b")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def in_words(said: str, language: str, subject: Callable[[str], str]) -> str:
    """A task's text with the codes of it in words; `subject` names a subject (`post:12`, `platform:x`)."""

    def topic(found: re.Match[str]) -> str:
        labels = [word("deadline", found["kind"], language)] if found["kind"] in set(DeadlineKind) else []
        return " ".join([*labels, subject(found["subject"])])

    def day(found: re.Match[str]) -> str:
        try:
            return full_day(date.fromisoformat(found[0]), language)
        except ValueError:
            return found[0]

    coded = _CODE.sub(lambda found: word("audit", found[0], language), said)
    return _ISO_DAY.sub(day, _TOPIC.sub(topic, coded))
