package dev.handwright.sandboxes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a job ended. */
public sealed interface SandboxEnd {
    /**
     * The code was executed and returned.
     *
     * @param resultJson a JSON object
     */
    record Returned(String resultJson) implements SandboxEnd {}

    /**
     * The code raised.
     *
     * @param type the exception's class
     * @param message what the customer reads
     */
    record Raised(String type, String message) implements SandboxEnd {}

    /** The check found the code good. */
    record Checked(CheckedCode code) implements SandboxEnd {}

    /** The check found problems. */
    record Refused(List<Problem> problems) implements SandboxEnd {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * The sandbox died without a word: killed, out of memory, exit in the middle.
     *
     * @param type our word: out_of_memory, killed, exited, crashed
     * @param message a sentence a person understands
     */
    record Died(String type, String message) implements SandboxEnd {}

    /** It has not ended: this server left it to a later one. */
    record Left() implements SandboxEnd {}

    /**
     * @param line counted from 1, 0 where it concerns the whole file
     */
    record Problem(String file, int line, String message) {}

    /**
     * @param paramsSchema JSON Schema as text
     * @param resultSchema JSON Schema as text
     * @param secureSchema JSON Schema as text, null where the code takes no secure params
     * @param hosts what it names as all that its desktop may reach, unchecked; empty: any
     * @param retries how often a run may begin anew when its desktop is lost
     * @param compiled classes to hand back when the code is executed; empty for Python
     */
    record CheckedCode(
            String paramsSchema,
            String resultSchema,
            @Nullable String secureSchema,
            List<String> hosts,
            int retries,
            List<SandboxJob.SourceFile> compiled) {
        public static final int MOST_RETRIES = 10;

        public CheckedCode {
            hosts = List.copyOf(hosts);
            compiled = List.copyOf(compiled);
        }
    }
}
