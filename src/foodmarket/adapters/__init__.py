"""One folder per technology; adapters translate, they do not decide, and never meet each other."""
