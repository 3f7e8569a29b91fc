"""«Личные данные» (S001, part 3): everything that a family settles in its cabinet."""
