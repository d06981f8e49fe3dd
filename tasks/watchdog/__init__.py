"""The watchdog: looks at the desk from outside, by the real clock, and mails over a connection of its own.

It knows neither the engine nor the worker nor the templates: what it warns of must not be what it stands on.
"""
