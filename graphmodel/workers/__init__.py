"""Working off: tasks with names, done by processes of this machine or by a cluster, exactly, whatever dies meanwhile.

Nothing is known here of what the tasks are: whoever has some gives each a name, a function and its arguments
(:class:`graphmodel.workers.task.Task`), and gets the folders of their results when all of them are there
(:func:`graphmodel.workers.working.work_off`).
"""
