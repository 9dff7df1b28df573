"""Entrusted care: what an instrument lacks, when it is to be looked at again, and the steps with an unfit carer."""
