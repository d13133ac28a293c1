package dev.handwright.agent;

import dev.handwright.tools.ToolCall;
import java.util.List;

/**
 * A model's answer.
 *
 * @param text what it wrote; may be empty
 * @param calls in the order it wants them done
 * @param detail more about {@code stop}, in the vendor's words; may be empty
 * @param raw the vendor's own form of it as JSON, to be sent back unchanged
 */
public record Reply(
        String text, List<Call> calls, Stop stop, String detail, Usage usage, String raw) {
    public Reply {
        calls = List.copyOf(calls);
    }

    /** Why it ended. */
    public enum Stop {
        /** It said all it wanted to. */
        ENDED,
        /** It must not or does not want to. */
        REFUSED,
        /** It had more to say than it may. */
        CUT
    }

    /** One thing it wants; {@code id} is what the result is to be told under. */
    public sealed interface Call {
        String id();

        /** Actions to be done one after the other, until one fails. */
        record Act(String id, List<ToolCall> actions) implements Call {
            public Act {
                actions = List.copyOf(actions);
            }
        }

        /** It says that it is through. */
        record Finish(String id, boolean success, String message) implements Call {}

        /**
         * Something that there is not.
         *
         * @param problem what is wrong, told to the model
         */
        record Unknown(String id, String problem) implements Call {}
    }
}
