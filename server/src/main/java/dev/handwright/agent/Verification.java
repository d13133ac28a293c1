package dev.handwright.agent;

import dev.handwright.base.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether a condition holds, until it does or its time is over. */
final class Verification {
    private final Consultation consultation;
    private final String condition;
    private final Duration timeout;

    Verification(Consultation consultation, String condition, Duration timeout) {
        this.consultation = consultation;
        this.condition = condition;
        this.timeout = timeout;
    }

    /**
     * Asks again only about a picture that was not asked about yet: a text caret that blinks makes
     * the same two for ever. The first look is always asked about.
     */
    boolean holds() throws AgentFailed, InterruptedException {
        var deadline = consultation.clock().instant().plus(timeout);
        var asked = new HashSet<String>();
        while (true) {
            var shot = consultation.look();
            if (asked.add(digest(shot.png())) && ask(shot)) {
                return true;
            }
            var left = Duration.between(consultation.clock().instant(), deadline);
            if (!left.isPositive() || !consultation.awaitChange(shot.frame(), left)) {
                return false;
            }
            consultation.desk().settle();
        }
    }

    private static String digest(byte[] png) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(png));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private boolean ask(Shot shot) throws AgentFailed, InterruptedException {
        var told = new Turn.Told("The condition: " + condition, Optional.of(shot));
        var reply = consultation.ask(Prompts.VERIFY, List.of(told), shot, Map.of(), _ -> List.of());
        var json = Answers.json(reply.text());
        if (json.isPresent()
                && Json.read(json.get()) instanceof Map<?, ?> answer
                && answer.get("holds") instanceof Boolean holds) {
            return holds;
        }
        throw new AgentFailed(
                "The model was asked whether this holds: %s. It answered neither yes nor no: %s"
                        .formatted(Answers.brief(condition), Answers.brief(reply.text())));
    }
}
