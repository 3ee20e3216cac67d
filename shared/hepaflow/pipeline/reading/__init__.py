"""Read the bytes of one file into results and issues; the same at the lab, at the desk and in the function."""
