"""An agent that looks at the desktop and acts on it."""

from nen import _rpc


class Agent:
    """Does what an instruction says, by a model that the server's owner has configured.

    `model` is a name of the server's table of models; None is the server's default. Each call may
    name another. A call that needs more time, tokens or money than it may take ends with
    WorkflowError, which says which bound it was and how far it came.
    """

    def __init__(self, model: str | None = None):
        self._model = model

    def execute(
        self, instruction: str, max_iterations: int = 10, model: str | None = None
    ) -> dict:
        """Carries an instruction out: looks, acts, looks again until the model says done.

        Returns `success` (True), `message` (the model's words), `iterations` and `usage`. Raises
        WorkflowError when it cannot be done, or not within `max_iterations` answers of the model.
        """
        params = {"instruction": str(instruction), "max_iterations": int(max_iterations)}
        return self._call("agent.execute", params, model)

    def verify(self, condition: str, timeout: float = 10, model: str | None = None) -> bool:
        """Whether a condition comes true within `timeout` seconds (0 to 3600); 0 is one look.

        The model is asked again only when the picture has changed. "No" is False, never an error.
        """
        params = {"condition": str(condition), "timeout": float(timeout)}
        return bool(self._call("agent.verify", params, model))

    def extract(self, query: str, schema: dict | type, model: str | None = None) -> dict | list:
        """Reads data from the screen, in the shape of a JSON Schema or a pydantic model.

        What does not fit the schema is asked for once more; then WorkflowError. Raises ValueError
        for a schema that is empty or none.
        """
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
