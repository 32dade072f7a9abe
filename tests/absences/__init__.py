"""Tests of who is away, and who answers meanwhile."""
