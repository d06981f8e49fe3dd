"""One command of `kaiji` a file: it reads its words, asks a rule, and prints; it never decides."""
