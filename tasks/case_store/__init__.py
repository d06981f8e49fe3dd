"""The case database: the only reader and writer of rows."""
