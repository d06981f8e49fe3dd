"""Asking the address registries who holds an address."""
