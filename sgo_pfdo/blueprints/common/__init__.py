"""What all pages share. No other folder of pages imports another one, but application/ imports family/."""
