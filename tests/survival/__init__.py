"""Real processes, killed, starved and cut off: nothing is lost, nothing is there twice, nothing is half done."""
