package dev.handwright.agent;

import dev.handwright.agent.Model.Ask;
import dev.handwright.agent.Models.Chosen;
import dev.handwright.tools.Scaling.Size;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One execute, verify or extract as it asks its model: within its budget, each answer a step. */
final class Consultation {
    /** So soon a wait ends where the agent is to be cut. */
    private static final Duration SLICE = Duration.ofSeconds(1);

    private final String method;
    private final Chosen chosen;
    private final Desk desk;
    private final Budget budget;
    private final Trail trail;
    private final Cut cut;
    private final Clock clock;

    Consultation(
            String method,
            Chosen chosen,
            Desk desk,
            Limits limits,
            Trail trail,
            Cut cut,
            Clock clock) {
        this.method = method;
        this.chosen = chosen;
        this.desk = desk;
        this.trail = trail;
        this.cut = cut;
        this.clock = clock;
        this.budget =
                new Budget("agent." + method, limits, trail::spent, trail::spentByWorkspace, clock);
    }

    Desk desk() {
        return desk;
    }

    Clock clock() {
        return clock;
    }

    Budget budget() {
        return budget;
    }

    Size seen() {
        return chosen.counts(desk.size());
    }

    /** The screen as this model takes it. */
    Shot look() throws InterruptedException {
        return desk.look(chosen.picture(desk.size()));
    }

    /** Whether the screen shows something else than a frame, at once or within {@code atMost}. */
    boolean awaitChange(String frame, Duration atMost) throws InterruptedException {
        for (var left = atMost; left.isPositive(); left = left.minus(SLICE)) {
            cut.check();
            if (desk.awaitChange(frame, left.compareTo(SLICE) < 0 ? left : SLICE)) {
                return true;
            }
        }
        return false;
    }

    /** What is done with an answer, before it becomes a step. */
    interface Use {
        /**
         * @return the actions that were done, each as JSON
         */
        List<String> of(Reply reply) throws AgentFailed, InterruptedException;
    }

    /**
     * Asks once.
     *
     * @param shot what the step shows
     * @param tool see {@link Ask#tool}
     * @throws AgentFailed when the budget is used up, there is no answer, or a refusal
     */
    Reply ask(
            String system,
            List<Turn> turns,
            Shot shot,
            Map<String, ? extends @Nullable Object> tool,
            Use use)
            throws AgentFailed, InterruptedException {
        var left = budget.left();
        var began = clock.instant();
        var reply = answer(new Ask(system, turns, tool, seen()), left);
        var modelTime = Duration.between(began, clock.instant());
        long micros = chosen.prices().map(it -> it.micros(reply.usage())).orElse(0L);
        budget.spend(reply.usage(), micros);
        List<String> actions = List.of();
        var problem = Optional.of("it was stopped");
        try {
            cut.check();
            check(reply);
            actions = use.of(reply);
            problem = Optional.empty();
        } catch (AgentFailed e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        } finally {
            trail.add(
                    new Trail.Entry(
                            began,
                            method,
                            chosen.name(),
                            shot,
                            reply.text(),
                            actions,
                            reply.usage(),
                            micros,
                            modelTime,
                            problem));
        }
        return reply;
    }

    private Reply answer(Ask ask, Duration atMost) throws AgentFailed, InterruptedException {
        cut.ask();
        try {
            return chosen.model().answer(ask, atMost);
        } finally {
            cut.asked();
        }
    }

    private void check(Reply reply) throws AgentFailed {
        if (reply.stop() == Reply.Stop.REFUSED) {
            throw new AgentFailed(
                    "The model %s refused: %s"
                            .formatted(
                                    chosen.name(),
                                    Answers.brief(
                                            reply.detail().isEmpty()
                                                    ? reply.text()
                                                    : reply.detail())));
        }
    }
}
