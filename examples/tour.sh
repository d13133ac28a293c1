#!/bin/sh
# The tour of the README, as dev/demo-check runs it. Needs NEN_API_URL and NEN_API_KEY.
set -eu

# region publish
WORKFLOW=$(dev/handwright workflow deploy -q examples/03-tutorial/greeting.py)
# endregion

# region start
curl -s -X POST "$NEN_API_URL/runs" -H "x-api-key: $NEN_API_KEY" -H 'content-type: application/json' \
  -d '{"workflow_id": "'"$WORKFLOW"'", "workflow_params": {"NAME": "Ada"}}'
# endregion

RUN=$(dev/handwright run list --workflow "$WORKFLOW" -q)

# region watch
curl -sN "$NEN_API_URL/runs/$RUN/logs" -H "x-api-key: $NEN_API_KEY" -H 'accept: text/event-stream'
# endregion

# region read
curl -s "$NEN_API_URL/runs/$RUN" -H "x-api-key: $NEN_API_KEY"
# endregion

# region desktop
DESKTOP=$(dev/handwright desktop create --name "My desk" -q)
curl -s "$NEN_API_URL/desktops/$DESKTOP" -H "x-api-key: $NEN_API_KEY"
dev/handwright desktop delete --force "$DESKTOP"
# endregion
