"""Places and topics somebody follows, saved searches ("radarım"), and who is told of news."""
