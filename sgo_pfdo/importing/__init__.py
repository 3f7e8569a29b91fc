"""What a region brings along: certificates of another system come in from a file, CSV or XLSX."""
