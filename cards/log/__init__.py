"""The log as people read it: its columns, its table, a sentence for each entry, the text for the record."""
