"""Who is told of what: reminders to units that have not filed, and notices of what others did, in the inbox and by e-mail.

wording      what a reminder says, editable by occasion
steps, hours when a schedule reminds: never at night, never on a day off
recipients   who is told
sending      one reminder, recorded with each way that it went
scheduling   the reminders that send themselves
mail         the way by SMTP
notices      what the history says that people should know
inbox        one's own messages
"""
