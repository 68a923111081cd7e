"""Whether this configuration may write where another one did; holds no rules."""

from synthscope.settings.maker import refuse_other_configuration, remember_configuration

# By name, files and meaning.
MAKER = (SETTINGS.dataset, CHOSEN, settings_hash(whole_configuration()))

if workflow.is_main_process and not SETTINGS.take_over:
    with told_last():
        refuse_other_configuration(*MAKER)
