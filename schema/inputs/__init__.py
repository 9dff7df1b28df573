"""What mutations take: the contract's inputs, one file per noun."""
