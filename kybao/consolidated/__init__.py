"""The database's facts, consolidated: who is to report (`expecting`), what is read (`sources`), the table (`table`), and users'
rules (`rules`). A bridge from Django's rows to `kybao.consolidating`; nothing is stored here."""
