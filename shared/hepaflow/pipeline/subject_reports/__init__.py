"""Read what a subject's answers are made of, and place it: whose it is, and which runs give it."""
