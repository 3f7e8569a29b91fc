"""What people see and do in the demo portal, in a real browser."""
