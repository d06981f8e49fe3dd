"""The drop-down lists that depend on the case: parties, facts, courts. Roles and numbers stand for people."""

from collections.abc import Callable, Iterable

from flows.briefing import state_name, subject_label
from flows.facts_shown import said_of
from flows.shown_form import Choice, Choices
from models.answers import QUESTIONS
from models.answers.standing import REQUESTER
from models.answers.subjects import known_subjects
from models.facts import CaseFacts, platform_subject
from models.provisions import Law
from models.rules.letter_channels import COURT_PAPERS
from models.rules.progress.on_demand import ON_DEMAND, subjects_for
from models.tables import WaitRow
from models.terms import WaitKind
from tasks.case_store.answering import case_attorneys
from tasks.case_store.fact_list import listed_facts
from tasks.case_store.position import CaseView
from tasks.form_words import shown_word
from tasks.wiring import Services
from tasks.words import word


def choices_for(made: Services, wait: WaitRow, view: CaseView) -> Choices:
    """The lists of the form of one wait, by field; a list that would be empty is left out."""
    language = made.settings.language
    lists: dict[str, Callable[[], list[Choice]]] = {
        "other_wait": lambda: _others(wait, view, language),
        "attorney": lambda: attorneys(made, view.ref),
        "provider": lambda: providers(made.law),
        "other_provider": lambda: providers(made.law),
        "same_as": lambda: _people(view.facts, language),
        "rows": lambda: _posts(wait.subject, view.facts, language),
        "court": lambda: courts(made.law) if _is_for_court(wait) else [],
    }
    fields = QUESTIONS[wait.kind].form.model_fields
    found = {"rows.post_no" if name == "rows" else name: make() for name, make in lists.items() if name in fields}
    return {name: entries for name, entries in found.items() if entries}


def attorneys(made: Services, ref: str) -> list[Choice]:
    """The attorneys of a case, by role."""
    language = made.settings.language
    return [Choice(key=str(one.id), said=word("person", one.role, language)) for one in case_attorneys(made.store, ref)]


def providers(law: Law) -> list[Choice]:
    """All providers that have a profile, by name."""
    return _sorted(Choice(key=key, said=profile.name) for key, profile in law.providers.items())


def platforms(law: Law) -> list[Choice]:
    """All platforms that have a profile, by name."""
    return _sorted(Choice(key=key, said=profile.name) for key, profile in law.platforms.items())


def courts(law: Law) -> list[Choice]:
    """The district and high courts that the law's list of courts names, in its order."""
    names = [name for area in law.courts.areas for found in area.district_courts.values() for name in found]
    high = [area.high_court for area in law.courts.areas]
    return [Choice(key=name, said=name) for name in dict.fromkeys((*names, *high))]


def subjects(facts: CaseFacts, language: str) -> list[Choice]:
    """Everything in the case that a fact may be about."""
    return [Choice(key=subject, said=subject_label(subject, facts, language)) for subject in known_subjects(facts)]


def paper_subjects(facts: CaseFacts, language: str) -> list[Choice]:
    """Everybody about whom a paper may be asked for."""
    found = dict.fromkeys(subject for kind in ON_DEMAND for subject in subjects_for(facts, kind))
    return [Choice(key=subject, said=subject_label(subject, facts, language)) for subject in found]


def correctable_facts(made: Services, view: CaseView) -> list[Choice]:
    """The facts that may be put right, the newest first, and what is concealed."""
    language = made.settings.language
    listed = [item for item in listed_facts(made.store, view.ref) if not item.withdrawn]
    facts = [Choice(key=item.fact, said=said_of(item, view.facts, language)) for item in reversed(listed)]
    return [*facts, Choice(key=REQUESTER, said=word("fact", "concealment", language))]


def _posts(subject: str, facts: CaseFacts, language: str) -> list[Choice]:
    return [
        Choice(key=str(post.no), said=f"{shown_word('post', language)} {post.no}")
        for post in facts.posts
        if platform_subject(post.platform) == subject
    ]


def _people(facts: CaseFacts, language: str) -> list[Choice]:
    """People already named by a holder, by number; somebody who is the same person is no choice of their own."""
    said = shown_word("person", language)
    return [Choice(key=str(person.id), said=said) for person in facts.subscribers if person.same_as is None]


def _others(wait: WaitRow, view: CaseView, language: str) -> list[Choice]:
    return [
        Choice(
            key=str(other.id),
            said=f"{state_name(other, language)} {subject_label(other.subject, view.facts, language)}",
        )
        for other in view.waits
        if other.id != wait.id
    ]


def _is_for_court(wait: WaitRow) -> bool:
    """Whether a court is to be named: of a letter that is no court paper there is none."""
    if wait.kind is not WaitKind.LETTER_SENDING:
        return True
    kind = wait.subject.partition("/")[2].partition(":")[0]
    return kind in {paper.value for paper in COURT_PAPERS}


def _sorted(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: choice.said)
