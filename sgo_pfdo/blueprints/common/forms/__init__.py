"""Forms as all pages have them: the base, fields, saving over a setting, what was typed being kept."""
