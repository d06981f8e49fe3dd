"""What a mail may say: the words of rules without the names of companies, addresses and sites that the firm keeps in.

A mail is read on telephones and in trains, and lies on relays. By default it holds refs, roles and dates; the settings
(`notices.may_name`) allow more. What names a company inside a sentence becomes its role.
"""

import re
from collections.abc import Collection, Iterable

from models.provisions import Law
from tasks.notice_text import Language, without_controls

PLATFORM, PROVIDER = "platform", "provider"

_ROLES = {
    "ja": {PLATFORM: "この投稿先", PROVIDER: "この事業者", "source": "事件のページに示す出典", "hidden": "〔省略〕"},
    "en": {
        PLATFORM: "the platform",
        PROVIDER: "the provider",
        "source": "source: see the case",
        "hidden": "[left out]",
    },
}
# Whoever stands before these words holds the log: a company that has no profile (any more) is named nowhere else.
_HOLDER = re.compile(r"(?P<before>\A|[:：→] ?)(?P<name>[^:：→]+?)(?=(?:の上流)?の保存期[間限] )")
_ADDRESSES = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s　、。）)]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|(?<![\w:])(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]*|[0-9a-f]{0,4}(?::[0-9a-f]{1,4})*::[0-9a-f:]*)"
    r"|(?<![\w-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![\w-])(?:/[^\s　、。;）)]*)?",
    re.IGNORECASE | re.ASCII,
)


class Discretion:
    """Rewrites texts of rules for one firm's settings. Make one with `discretion`, which keeps it."""

    def __init__(self, law: Law, may_name: Collection[str], language: Language) -> None:
        self.law = law
        self._words = _ROLES[language]
        self._may_name = frozenset(may_name)
        roles = {
            name: PLATFORM for site in law.platforms.values() for name in _names(site.key, site.name, site.operator)
        }
        for each in law.providers.values():
            roles |= dict.fromkeys(_names(each.key, each.name, each.legal_name, *each.names), PROVIDER)
        self._hidden = {name: role for name, role in roles.items() if role not in self._may_name}
        self._known = frozenset(roles)
        self._pattern = _pattern(self._hidden)

    def text(self, said: str) -> str:
        """The sentence with roles for names, without any address or control character."""
        said = _ADDRESSES.sub(self._address, without_controls(said))
        if self._pattern is not None:
            said = self._pattern.sub(lambda found: self._words[self._hidden[found[0]]], said)
        return said if PROVIDER in self._may_name else _HOLDER.sub(self._holder, said)

    def cite(self, cite: str) -> str:
        """An article as it is; a source that is a site or names a company only where both kinds may be named."""
        cite = without_controls(cite)
        if {PLATFORM, PROVIDER} <= self._may_name:
            return cite
        return cite if self.text(cite) == cite else self._words["source"]

    def _address(self, found: re.Match[str]) -> str:
        """Some companies are called like their site; they are names."""
        return found[0] if found[0] in self._known else self._words["hidden"]

    def _holder(self, found: re.Match[str]) -> str:
        name = found["name"]
        is_role = name in self._words.values() or name in self._known
        return found[0] if is_role else f"{found['before']}{self._words[PROVIDER]}"


def discretion(law: Law, may_name: Iterable[str], language: Language) -> Discretion:
    """The discretion of these settings under this law; its pattern is made once."""
    key = frozenset(may_name), language
    kept = _KEPT.get(key)
    if kept is None or kept.law is not law:
        kept = _KEPT[key] = Discretion(law, *key)
    return kept


def _names(*given: str) -> set[str]:
    """Each name, and what stands before its bracket: `X（旧Twitter）` is also called X."""
    return {part.strip() for name in given for part in (name, name.partition("（")[0]) if part.strip()}


def _pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """One pattern for all names, the longest first; a Latin name only where no Latin letter goes on."""
    if not names:
        return None
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, ordered))})(?![A-Za-z0-9])")


_KEPT: dict[tuple[frozenset[str], Language], Discretion] = {}
