"""The REST API: the application, who may use it, how errors look, what it tells its operators."""
