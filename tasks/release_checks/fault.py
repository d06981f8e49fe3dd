"""One thing that stands between a paper and its release, or its sending: what, by which article, and the cure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ReleaseFault:
    """A fault in Japanese. `cite` is the article, or says that it is practice; no name of another case is in it."""

    what: str
    cite: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what}（{self.cite}）。{self.cure}"
