"""What people type, read as commands: forgiving of how it is written, and never a guess."""
