package dev.handwright.agent;

import dev.handwright.agent.SchemaCheck.BadSchema;
import dev.handwright.base.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads data off the screen; what does not fit its schema is asked for once more. */
final class Extraction {
    private static final int PROBLEMS_SHOWN = 10;

    private final Consultation consultation;
    private final String query;
    private final String schema;
    private final SchemaCheck.Schema check;

    Extraction(Consultation consultation, String query, String schema, SchemaCheck.Schema check) {
        this.consultation = consultation;
        this.query = query;
        this.schema = schema;
        this.check = check;
    }

    @Nullable Object data() throws AgentFailed, InterruptedException {
        var shot = consultation.look();
        var told =
                new Turn.Told(
                        "What to read: %s\n\nThe JSON Schema of your answer:\n%s"
                                .formatted(query, schema),
                        Optional.of(shot));
        var first = ask(List.of(told), shot);
        var problems = problems(first);
        if (problems.isEmpty()) {
            return value(first);
        }
        var again =
                new Turn.Told(
                        "Your answer does not fit. Answer again, with JSON only.\n"
                                + String.join("\n", problems),
                        Optional.empty());
        var second = ask(List.of(told, new Turn.Answered(first, false), again), shot);
        problems = problems(second);
        if (problems.isEmpty()) {
            return value(second);
        }
        throw new AgentFailed(
                "What the model read does not fit the schema, twice: %s. It answered: %s"
                        .formatted(String.join("; ", problems), Answers.brief(second.text())));
    }

    private Reply ask(List<Turn> turns, Shot shot) throws AgentFailed, InterruptedException {
        return consultation.ask(Prompts.EXTRACT, turns, shot, Map.of(), _ -> List.of());
    }

    private List<String> problems(Reply reply) throws AgentFailed {
        if (reply.stop() == Reply.Stop.CUT) {
            return List.of("the answer was cut off: it is too long");
        }
        var json = Answers.json(reply.text());
        if (json.isEmpty()) {
            return List.of("the answer is no JSON");
        }
        try {
            return check.problems(json.get()).stream().limit(PROBLEMS_SHOWN).toList();
        } catch (BadSchema e) {
            throw new AgentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable Object value(Reply reply) {
        return Json.read(Answers.json(reply.text()).orElseThrow());
    }
}
