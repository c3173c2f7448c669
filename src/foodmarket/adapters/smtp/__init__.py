"""Messages to people by e-mail, over SMTP (RFC 5321)."""
