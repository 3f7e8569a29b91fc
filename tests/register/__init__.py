"""The clerks' register: filters, pages, files, counts."""
