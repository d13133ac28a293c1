package dev.handwright.fakes;

import dev.handwright.webhooks.Sender;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A receiver that never was: keeps what is sent and answers as a test says. */
public final class CapturedWebhooks implements Sender {
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile Function<Post, Outcome> receiver = _ -> answer(200);

    public record Post(URI url, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public boolean says(String status) {
            return text().contains("\"status\":\"" + status + "\"");
        }
    }

    public static Outcome answer(int status) {
        return new Outcome.Answered(status, Optional.empty(), "");
    }

    public static Outcome silence() {
        return new Outcome.NoAnswer("The receiver refused the connection");
    }

    public void answerWith(Function<Post, Outcome> receiver) {
        this.receiver = receiver;
    }

    @Override
    public Sent send(URI url, Map<String, String> headers, byte[] body) {
        var post = new Post(url, Map.copyOf(headers), body.clone());
        posts.add(post);
        return new Sent(receiver.apply(post), Optional.of("192.0.2.1"), Duration.ofMillis(3));
    }

    public List<Post> posts() {
        return posts;
    }
}
