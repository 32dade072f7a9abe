"""Whose part each thing is: who is asked, who judges, who opens and chairs a stage, who comes to a meeting."""
