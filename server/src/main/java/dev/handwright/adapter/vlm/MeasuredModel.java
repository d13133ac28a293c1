package dev.handwright.adapter.vlm;

import dev.handwright.agent.AgentFailed;
import dev.handwright.agent.Model;
import dev.handwright.agent.Reply;
import dev.handwright.base.Metrics;
import java.time.Clock;
import java.time.Duration;

/** A model whose calls are counted. For many threads. */
final class MeasuredModel implements Model {
    private final Model model;
    private final String label;
    private final Meters meters;
    private final Clock clock;

    /** Of all models together; each by the name of the model. */
    record Meters(
            Metrics.Timers times,
            Metrics.Counters refused,
            Metrics.Counters failed,
            Metrics.Counters tokens) {
        static Meters of(Metrics metrics) {
            return new Meters(
                    metrics.timers(
                            "handwright_model_call_seconds",
                            "Calls of models until the answer, attempts and pauses included",
                            "model"),
                    metrics.counters(
                            "handwright_model_calls_refused_total",
                            "Calls that the model refused",
                            "model"),
                    metrics.counters(
                            "handwright_model_calls_failed_total",
                            "Calls without an answer that can be read, after the last attempt",
                            "model"),
                    metrics.counters(
                            "handwright_model_tokens_total",
                            "Tokens of all kinds together",
                            "model"));
        }
    }

    /**
     * @param label the model's name, if it is one of few
     */
    MeasuredModel(Model model, String label, Meters meters, Clock clock) {
        this.model = model;
        this.label = label;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Reply answer(Ask ask, Duration atMost) throws AgentFailed, InterruptedException {
        var began = clock.instant();
        try {
            var reply = model.answer(ask, atMost);
            meters.tokens().add(label, reply.usage().tokens());
            if (reply.stop() == Reply.Stop.REFUSED) {
                meters.refused().add(label, 1);
            }
            return reply;
        } catch (AgentFailed e) {
            meters.failed().add(label, 1);
            throw e;
        } finally {
            meters.times().record(label, Duration.between(began, clock.instant()));
        }
    }
}
