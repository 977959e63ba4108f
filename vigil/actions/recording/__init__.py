"""What the recording actions share; none of these modules is an action itself."""
