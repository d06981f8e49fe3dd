"""The one error of the law data."""

from collections.abc import Iterable


class LawError(ValueError):
    """Law data or a question to it is wrong. `faults` holds every fault: file, key, value and cure."""

    def __init__(self, faults: str | Iterable[str]) -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))
