"""What people do about their accounts: they are invited, sign in, prove who they are, and are let go."""
