"""Files of the catalogue: read, looked through, taken in as a whole or not at all."""
