"""Access of a family to a child (S003, steps 6 to 10): a parent asks, the school decides, the portal attaches."""
