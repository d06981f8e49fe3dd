"""Hand-over: everything of one case as a folder and one PDF that need no kaiji to be read."""
