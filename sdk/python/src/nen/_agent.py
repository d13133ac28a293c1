"""An agent that looks at the desktop and acts on it."""

from nen import _rpc


class Agent:
    """Does what an instruction says, by a model that the server's owner has configured."""

    def __init__(self, model=None):
        self._model = model

    def execute(self, instruction, max_iterations=10, model=None):
        """Carries an instruction out; raises WorkflowError when it fails or needs more steps."""
        params = {"instruction": str(instruction), "max_iterations": int(max_iterations)}
        return self._call("agent.execute", params, model)

    def verify(self, condition, timeout=10, model=None):
        """Whether a condition comes true within `timeout` seconds; 0 is one look."""
        params = {"condition": str(condition), "timeout": float(timeout)}
        return bool(self._call("agent.verify", params, model))

    def extract(self, query, schema, model=None):
        """Reads data from the screen, in the shape of a JSON Schema or a pydantic model."""
        if hasattr(schema, "model_json_schema"):
            schema = schema.model_json_schema()
        if not isinstance(schema, dict) or not schema:
            raise ValueError("extract() needs a schema that is not empty: a JSON Schema as a dict")
        return self._call("agent.extract", {"query": str(query), "schema": schema}, model)

    def _call(self, method, params, model):
        chosen = model or self._model
        if chosen is not None:
            params["model"] = str(chosen)
        return _rpc.call(method, params)
