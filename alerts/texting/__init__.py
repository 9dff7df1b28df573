"""Messages to people's phones through a tenant's gateway (SMS, or a mini-program), without a name in them."""
