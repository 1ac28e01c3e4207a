"""The route table by subject: a function a subject, its routes in priority order.

`bot.handlers` decides which group comes before which.
"""
