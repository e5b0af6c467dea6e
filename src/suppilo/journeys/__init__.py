"""What we do next: enrolments, steps, timers."""
