"""What is published in the cabinet: for now, help for families."""
