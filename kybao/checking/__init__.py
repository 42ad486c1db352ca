"""What must hold in a report: one rule a function, every rule in one table (`kybao.checking.rules`)."""
