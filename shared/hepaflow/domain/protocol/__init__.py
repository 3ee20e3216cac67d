"""Define what the trial's protocol says about visits and answers, as the study's definition holds it."""
