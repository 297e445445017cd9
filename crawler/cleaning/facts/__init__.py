"""What a release says beside its title, text and date: a module a kind of fact, its rules an ordered list."""
