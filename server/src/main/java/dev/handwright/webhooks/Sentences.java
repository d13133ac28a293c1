package dev.handwright.webhooks;

import dev.handwright.webhooks.Retries.Verdict;
import dev.handwright.webhooks.Sender.Outcome;
import java.time.Duration;
import java.time.Instant;

/** Says what an attempt came to, for the delivery log. */
final class Sentences {
    private Sentences() {}

    static String of(Outcome outcome, Verdict verdict, Instant now) {
        var what =
                switch (outcome) {
                    case Outcome.Answered(int status, _, _) -> "The receiver answered " + status;
                    case Outcome.NoAnswer(var why) -> why;
                };
        return what
                + switch (verdict) {
                    case Verdict.Delivered() -> ".";
                    case Verdict.Stopped() -> "; this run's events are stopped.";
                    case Verdict.Failed() ->
                            "; that is not tried again (only 408, 429, 5xx and silence are).";
                    case Verdict.Exhausted() -> "; given up after three days.";
                    case Verdict.Again(var at) ->
                            "; tried again in " + inWords(Duration.between(now, at)) + ".";
                };
    }

    private static String inWords(Duration delay) {
        if (delay.toSeconds() < 120) {
            return delay.toSeconds() + " s";
        }
        return delay.toMinutes() < 120 ? delay.toMinutes() + " min" : delay.toHours() + " h";
    }
}
