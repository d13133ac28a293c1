package dev.handwright.agent;

import java.util.List;
import java.util.Optional;

/** One turn of a conversation with a model. */
public sealed interface Turn {
    /** What we say. */
    record Told(String text, Optional<Shot> shot) implements Turn {}

    /**
     * What the model answered.
     *
     * @param edited what comes before it was changed since: its thoughts, which vendors tie to
     *     their context, are no longer to be sent
     */
    record Answered(Reply reply, boolean edited) implements Turn {}

    /**
     * What came of the calls of the answer before, in their order.
     *
     * @param shot the screen afterwards; empty when it was left out to save room
     */
    record Done(List<Result> results, Optional<Shot> shot) implements Turn {
        public Done {
            results = List.copyOf(results);
        }
    }

    /**
     * What came of one call.
     *
     * @param png a picture that this call asked for, besides the screen afterwards
     */
    record Result(String call, boolean ok, String text, Optional<byte[]> png) {}
}
