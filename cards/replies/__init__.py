"""What comes back by mail, parted into what was written, what was signed and what was quoted."""
