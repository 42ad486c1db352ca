"""The report as it leaves: the official form, its annexes and the files made of them."""
