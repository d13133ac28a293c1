package dev.handwright.agent;

import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One answer of a model and what was done with it.
 *
 * @param number from 1 within the run
 * @param method execute, verify or extract
 * @param text what the model wrote
 * @param actions each as JSON
 * @param micros its cost in millionths of a dollar
 * @param modelTime until the answer was there, retries included
 * @param time of the whole step, the wait for a still picture included
 * @param problem what went wrong, in a sentence
 */
public record Step(
        UUID run,
        int number,
        Workspace.Id workspace,
        Instant at,
        String method,
        String model,
        String text,
        List<String> actions,
        Usage usage,
        long micros,
        Duration modelTime,
        Duration time,
        Optional<String> problem) {
    public Step {
        actions = List.copyOf(actions);
    }
}
