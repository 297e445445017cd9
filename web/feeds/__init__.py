"""Any search as a feed: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1; and what tells programs where they are."""
