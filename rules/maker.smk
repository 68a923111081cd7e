"""Whether this configuration may write where another one did; holds no rules."""

from synthscope.settings.maker import refuse_other_configuration, remember_configuration

# By name, files and meaning.
MAKER = (SETTINGS.dataset, CHOSEN, settings_hash(whole_configuration()))

LOOKS_ONLY = not workflow.dag_settings or only_verifies()  # --unlock has no targets

if workflow.is_main_process and not (LOOKS_ONLY or SETTINGS.take_over):
    try:
        refuse_other_configuration(*MAKER)
    except InputError as error:
        raise WorkflowError(str(error))
