"""What people paste from Excel or type as a list → rows → what each row says, and what is wrong with it. Pure: no database."""
