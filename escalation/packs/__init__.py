"""Procedure files: read as text, checked key by key, every fault told with its place and its remedy."""
