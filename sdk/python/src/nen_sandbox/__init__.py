"""The inside of a sandbox: what runs a workflow's code and reports to the worker."""
