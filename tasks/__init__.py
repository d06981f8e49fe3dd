"""What touches the world: one kind of effect a file."""
