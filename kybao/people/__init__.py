"""Who uses Kybao, what each may do, and the history of everything that was done."""
