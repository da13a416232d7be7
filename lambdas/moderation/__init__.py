"""What the functions share: the domain, the ports it speaks to, and their adapters."""
