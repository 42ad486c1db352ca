"""Kybao: from forty incoming reports to one signed report, every figure traced to its sentence."""

__version__ = "0.1.0"
