"""The papers, read back from real PDFs by readers that know nothing of the engine."""
