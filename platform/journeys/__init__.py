"""The public status and the dated steps of what somebody began."""
