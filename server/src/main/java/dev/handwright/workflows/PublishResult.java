package dev.handwright.workflows;

import dev.handwright.sandboxes.SandboxEnd.Problem;
import java.util.List;

/** What came of publishing. */
public sealed interface PublishResult {
    record Done(Published published) implements PublishResult {}

    /** The files are not a workflow; all that was found, for the author to repair. */
    record Refused(List<Problem> problems) implements PublishResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    record NoSuchWorkflow() implements PublishResult {}

    /** No sandbox could be had to check the files in; worth another try. */
    record NoSandbox() implements PublishResult {}
}
