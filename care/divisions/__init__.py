"""Places: the administrative divisions that ship, who each reports to, and which codes an area covers."""
