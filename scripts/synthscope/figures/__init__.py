"""Pictures for people: contact sheets, graphs of the workflow, the gallery."""
