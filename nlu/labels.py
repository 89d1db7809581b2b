"""The names of what citizens want, as they cross every border: part of the contract."""

_NAMES = """
greet help report report_status cancel affirm deny correct thanks goodbye want_human
change_language privacy stop rating alerts_on alerts_off link_channel emergency out_of_scope
ask_weather ask_warning ask_earthquake ask_air_quality ask_traffic ask_cctv ask_wifi ask_permit
ask_service ask_budget ask_data ask_event ask_agency ask_service_hours ask_emergency_number
ask_about_bot ask_health ask_transport ask_social
"""
INTENTS = frozenset(_NAMES.split())
"""Every intent; a report's category comes from the city's categories.yml."""
REPORT = "report"
"""A citizen tells of something that the city should mend."""
