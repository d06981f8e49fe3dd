"""Pure rules: facts, law and a moment in; values out. No clock, database, logger or default date."""
