"""What comes back: answers by text message, how messages fared, and e-mails that bounced."""
