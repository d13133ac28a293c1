package dev.handwright.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One try to deliver an event, as the delivery log shows it.
 *
 * @param number from 1; gaps are attempts that the server's end cut off
 * @param httpStatus empty where no answer came
 * @param address that was dialled; empty where none was
 * @param outcome one sentence for a person
 * @param response at most the answer's first KiB
 */
public record Attempt(
        int number,
        Instant at,
        Optional<Integer> httpStatus,
        Duration duration,
        Optional<String> address,
        String outcome,
        Optional<String> response) {}
