"""Tests that assert what users would notice."""
