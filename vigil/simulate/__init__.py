"""The time machine: a clinic's weeks in seconds, on the real jobs, a real SMTP server and the real web forms.

People are simulated; the program is not. A clock jumps to the next instant at which a person does something or a row
falls due, and everything that the play finds out, it finds out as people do: from the mail and the pages.
"""
