"""A committee from nothing: who it is, its units, regime, outline and indicators; each saved whole or not at all.

What can't be raises `recording.Refused`; every edit leaves a `RegistryChange`.
"""
