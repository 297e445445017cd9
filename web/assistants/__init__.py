"""For assistants: the Model Context Protocol's tools search, read, cite and timeline, over the code of the pages."""
