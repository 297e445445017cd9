"""Whether store and archive are sound, alone and against each other, and what can be mended without losing anything.

`rules` is what must hold between the tables, `store` asks it; `archive` reads every record of the archive and compares
it with the visits that the store names; `mend` and `adopt` repair. The index is compared by `indexer.verifying`.
"""
