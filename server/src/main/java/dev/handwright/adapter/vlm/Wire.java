package dev.handwright.adapter.vlm;

import dev.handwright.agent.Model.Ask;
import dev.handwright.agent.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One vendor's form of requests and answers. No state; for many threads. */
interface Wire {
    /** After the endpoint's URL, as in {@code /v1/messages}. */
    String path();

    Map<String, String> headers(Endpoint endpoint, KnownModel model);

    /** The body of a request. */
    Map<String, @Nullable Object> request(Ask ask, KnownModel model);

    /**
     * Reads an answer of status 200.
     *
     * @throws BadAnswer where it has not the vendor's form
     */
    Reply reply(JsonNode answer) throws BadAnswer;

    /** The message says what is missing. */
    final class BadAnswer extends Exception {
        BadAnswer(String message) {
            super(message);
        }
    }
}
