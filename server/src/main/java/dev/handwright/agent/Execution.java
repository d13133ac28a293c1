package dev.handwright.agent;

import dev.handwright.agent.Reply.Call;
import dev.handwright.agent.Turn.Result;
import dev.handwright.base.Json;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Screenshot, model, actions, settled screen: again and again, until the model says done. */
final class Execution {
    /** The same actions on the same picture so often end it; one time before, it is warned. */
    private static final int REPEATS = 4;

    private static final String NOT_EXECUTED =
            "Not executed: an earlier computer action in this turn failed.";
    private static final String SAY_DONE =
            "Go on with the computer tool, or call finish: success true when the instruction is"
                    + " carried out, success false when it cannot be.";

    private final Consultation consultation;
    private final String instruction;
    private final int iterations;
    private final History history;
    private String before = "";
    private int repeats;
    private int silences;

    Execution(Consultation consultation, String instruction, int iterations, int pictures) {
        this.consultation = consultation;
        this.instruction = instruction;
        this.iterations = iterations;
        this.history = new History(pictures);
    }

    /**
     * @return {@code success} true, {@code message}, {@code iterations} and {@code usage}
     * @throws AgentFailed when it cannot be done, or not with what it may take
     */
    Map<String, Object> run() throws AgentFailed, InterruptedException {
        var shot = consultation.look();
        history.add(new Turn.Told("The instruction: " + instruction, Optional.of(shot)));
        var last = "";
        for (int i = 1; i <= iterations; i++) {
            var turn = new TurnTaken(shot);
            var reply =
                    consultation.ask(
                            Prompts.ACT,
                            history.turns(),
                            shot,
                            consultation.desk().tool(consultation.seen()),
                            turn::take);
            if (turn.finish.isPresent()) {
                return finished(turn.finish.get(), i);
            }
            history.add(new Turn.Answered(reply, false));
            shot = turn.after;
            history.add(next(reply, turn));
            last = reply.text();
        }
        throw new AgentFailed(
                "Not done after %d iterations (max_iterations): %s. The model's last words: %s"
                        .formatted(iterations, consultation.budget().far(), Answers.brief(last)));
    }

    private Map<String, Object> finished(Call.Finish finish, int iteration) throws AgentFailed {
        if (!finish.success()) {
            throw new AgentFailed(
                    "It could not be done: %s (%s)"
                            .formatted(
                                    Answers.brief(finish.message()), consultation.budget().far()));
        }
        var spent = consultation.budget().spent();
        var done = new LinkedHashMap<String, Object>();
        done.put("success", true);
        done.put("message", finish.message());
        done.put("iterations", iteration);
        done.put(
                "usage",
                Map.of("tokens", spent.usage().tokens(), "cost_usd", spent.micros() / 1e6));
        return done;
    }

    private Turn next(Reply reply, TurnTaken turn) throws AgentFailed {
        if (!reply.calls().isEmpty()) {
            silences = 0;
            return new Turn.Done(turn.results, Optional.of(turn.after));
        }
        if (++silences > 1) {
            throw new AgentFailed(
                    "The model neither acted nor said whether it is done, twice: "
                            + Answers.brief(reply.text()));
        }
        return new Turn.Told(SAY_DONE, Optional.empty());
    }

    /** What is done with one answer. */
    private final class TurnTaken {
        private final List<Result> results = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private Optional<Call.Finish> finish = Optional.empty();
        private Shot after;
        private boolean failed;

        TurnTaken(Shot before) {
            this.after = before;
        }

        List<String> take(Reply reply) throws AgentFailed, InterruptedException {
            for (var call : reply.calls()) {
                switch (call) {
                    case Call.Act act -> results.add(act(act));
                    case Call.Unknown(var id, var problem) -> {
                        failed = true;
                        results.add(new Result(id, false, problem, Optional.empty()));
                    }
                    case Call.Finish it -> finish(it);
                }
            }
            if (finish.isEmpty() && !reply.calls().isEmpty()) {
                consultation.desk().settle();
                var seen = consultation.look();
                countRepeats(reply, after.frame().equals(seen.frame()));
                after = seen;
            }
            return done;
        }

        private void finish(Call.Finish it) {
            if (failed) {
                var text = "Not finished: an earlier action in this turn failed. Look again.";
                results.add(new Result(it.id(), false, text, Optional.empty()));
            } else {
                finish = Optional.of(it);
            }
        }

        private Result act(Call.Act act) throws InterruptedException {
            var texts = new ArrayList<String>();
            Optional<byte[]> png = Optional.empty();
            for (var action : act.actions()) {
                if (failed) {
                    texts.add(NOT_EXECUTED);
                    break;
                }
                try {
                    var deed = consultation.desk().perform(action, consultation.seen());
                    done.add(Json.write(shown(action)));
                    texts.add(deed.text().orElse("Done."));
                    png = deed.png();
                } catch (ActionRefused e) {
                    failed = true;
                    done.add(Json.write(refused(action, String.valueOf(e.getMessage()))));
                    texts.add("Refused, with nothing done: " + e.getMessage());
                }
            }
            return new Result(act.id(), !failed, String.join("\n", texts), png);
        }

        private void countRepeats(Reply reply, boolean still) throws AgentFailed {
            var now = String.join("\n", done);
            repeats = still && !now.isEmpty() && now.equals(before) ? repeats + 1 : 0;
            before = now;
            if (repeats == REPEATS - 1) {
                throw new AgentFailed(
                        "The model did the same thing %d times and nothing changed: %s. Its words: %s"
                                .formatted(
                                        REPEATS, Answers.brief(now), Answers.brief(reply.text())));
            }
            if (repeats > 0 && !results.isEmpty()) {
                var last = results.removeLast();
                results.add(
                        new Result(
                                last.call(),
                                last.ok(),
                                last.text() + "\nYou did this before, and nothing changed.",
                                last.png()));
            }
        }
    }

    private static Map<String, @Nullable Object> shown(ToolCall action) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("action", action.action().orElse(""));
        shown.putAll(action.params());
        return shown;
    }

    private static Map<String, @Nullable Object> refused(ToolCall action, String why) {
        var shown = shown(action);
        shown.put("error", why);
        return shown;
    }
}
