"""Mail that comes in: replies, automatic answers, bounces; kept first, then read, then acted on."""
