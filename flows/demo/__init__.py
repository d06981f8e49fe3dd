"""What the sample cases need of the outside world, on loopback: everything here is fictitious."""
