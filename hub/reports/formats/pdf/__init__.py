"""A document as tagged, archivable PDF, by typst."""
