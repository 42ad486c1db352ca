"""Work that goes on behind the pages: jobs in a table, done by a worker, that outlive a restart of either.

Kybao's own table, since what is at hand does not do this on SQLite: django-tasks leaves the job of a killed worker running
for good and does not try again (its issue 46), huey forgets a job as soon as it hands it out, django-q2 acknowledges a job
apart from its effect and keeps four processes, procrastinate wants PostgreSQL.
"""
