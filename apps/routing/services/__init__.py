"""Everything that writes proposals."""
