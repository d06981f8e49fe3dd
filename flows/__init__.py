"""The story: the case flow, its stages, the sweep and the doors staff use."""
