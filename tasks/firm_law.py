"""The law as this firm uses it."""

from models.provisions import Law, load_law
from tasks.settings import Settings


def firm_law(settings: Settings) -> Law:
    """Read the law with the firm's own figures over it (KAIJI_HOME/profiles, when it exists); no database, no key."""
    folder = settings.root / "profiles"
    return load_law(folder if folder.is_dir() else None)
