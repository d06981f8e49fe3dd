"""Many at once: a preview of exactly what would go to whom, then a second step that does it, each by its own door."""
