"""The sample newsroom: a small site of our own writing, served on a loopback port (contract, section 2)."""
