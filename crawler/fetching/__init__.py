"""The parts of `crawler.fetch`: values, content codings, the address guard and the connection."""
