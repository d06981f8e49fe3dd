"""The case sheet, part by part: the one page that says where a case stands. Refs, dates and labels only."""
