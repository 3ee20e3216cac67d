"""Keep who calls with which role, and the display names of users."""
