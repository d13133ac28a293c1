package dev.handwright.agent;

import dev.handwright.agent.Limits.Bound;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** What one call of the workflow may still take, within its run and its workspace. */
final class Budget {
    private final String method;
    private final Limits limits;
    private final Supplier<Spent> byRun;
    private final Supplier<Spent> byWorkspace;
    private final Clock clock;
    private final Instant began;
    private Spent spent = Spent.NOTHING;

    /**
     * @param byWorkspace within the last 24 hours
     */
    Budget(
            String method,
            Limits limits,
            Supplier<Spent> byRun,
            Supplier<Spent> byWorkspace,
            Clock clock) {
        this.method = method;
        this.limits = limits;
        this.byRun = byRun;
        this.byWorkspace = byWorkspace;
        this.clock = clock;
        this.began = clock.instant();
    }

    /**
     * How long the next call of a model may take.
     *
     * @throws AgentFailed when something is used up: which, and how far it came
     */
    Duration left() throws AgentFailed {
        var left = limits.callTime().minus(Duration.between(began, clock.instant()));
        if (!left.isPositive()) {
            throw new AgentFailed(
                    "%s took longer than its limit of %d s (models.per_call.time); %s"
                            .formatted(method, limits.callTime().toSeconds(), far()));
        }
        check("this call", "models.per_call", limits.call(), spent);
        check("this run", "models.per_run", limits.run(), byRun.get());
        check(
                "this workspace within 24 hours",
                "models.per_workspace",
                limits.workspace(),
                byWorkspace.get());
        return left;
    }

    void spend(Usage usage, long micros) {
        spent = spent.plus(usage, micros);
    }

    Spent spent() {
        return spent;
    }

    /** How far it came, for errors. */
    String far() {
        return "so far %d %s of the model, %d tokens, %s"
                .formatted(
                        spent.calls(),
                        spent.calls() == 1 ? "answer" : "answers",
                        spent.usage().tokens(),
                        Spent.dollars(spent.micros()));
    }

    private void check(String whose, String setting, Bound bound, Spent taken) throws AgentFailed {
        if (bound.tokens().isPresent() && taken.usage().tokens() >= bound.tokens().get()) {
            throw new AgentFailed(
                    "%s: the token budget of %s is used up: %d of %d (%s.tokens); %s"
                            .formatted(
                                    method,
                                    whose,
                                    taken.usage().tokens(),
                                    bound.tokens().get(),
                                    setting,
                                    far()));
        }
        if (bound.micros().isPresent() && taken.micros() >= bound.micros().get()) {
            throw new AgentFailed(
                    "%s: the cost budget of %s is used up: %s of %s (%s.cost); %s"
                            .formatted(
                                    method,
                                    whose,
                                    Spent.dollars(taken.micros()),
                                    Spent.dollars(bound.micros().get()),
                                    setting,
                                    far()));
        }
    }
}
