"""The OAI-PMH 2.0 provider: records of all releases in Dublin Core, for libraries and archives to harvest."""
