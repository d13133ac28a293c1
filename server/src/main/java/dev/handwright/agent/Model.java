package dev.handwright.agent;

import dev.handwright.tools.Scaling.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model that looks at pictures and says what to do. For many threads. */
public interface Model {
    /**
     * One answer. An interrupt ends the call in flight.
     *
     * @param atMost for all attempts together
     * @throws AgentFailed when there is no answer to be had; the message names the model
     */
    Reply answer(Ask ask, Duration atMost) throws AgentFailed, InterruptedException;

    /**
     * Everything a model is told; it remembers nothing between two calls.
     *
     * @param tool what it may act with, as an entry of a desktop's tools: name, description and
     *     parameters; empty when it shall only look
     * @param seen the size in which it counts coordinates
     */
    record Ask(
            String system,
            List<Turn> turns,
            Map<String, ? extends @Nullable Object> tool,
            Size seen) {
        public Ask {
            turns = List.copyOf(turns);
        }

        public boolean acts() {
            return !tool.isEmpty();
        }
    }
}
