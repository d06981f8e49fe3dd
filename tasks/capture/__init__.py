"""Evidence of a page: seen by a headless browser that reaches public addresses only, kept in files, hashed, stamped."""
