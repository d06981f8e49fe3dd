"""What each stage wants next: pure functions from facts to a track of todos, waits, escalations and wakes."""
