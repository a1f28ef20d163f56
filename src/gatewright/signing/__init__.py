"""Signing and checking with the ssh-keygen of this machine; it knows no rule."""
