"""Fixtures for every test. Servers and strict templates come from tests/plugin.py."""
