"""From the bytes of one file to its results and issues; the same at the lab, at the desk and in the function."""
