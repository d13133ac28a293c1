package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A portal that takes a submission for each click of a person, and remembers them in order. */
final class TorturePage implements AutoCloseable {
    private static final String PAGE =
            """
            <title>Portal</title><body style="height: 90vh; background: #eef">
            <script>
            const page = Math.random().toString(36).slice(2);
            let submitted = 0;
            onclick = async event => {
                if (!event.isTrusted) return;
                const number = ++submitted;
                await fetch(`/submit${location.search}&page=${page}&number=${number}`,
                    {method: 'POST'});
                save(`submitted-${number}.json`);
            };
            </script>
            """;

    private static final Pattern PAIR = Pattern.compile("(\\w+)=([\\w-]*)");

    private final DesktopSite site;
    private final List<Submission> submissions = new CopyOnWriteArrayList<>();

    TorturePage() throws IOException {
        site = new DesktopSite(this::answer);
    }

    /**
     * A click.
     *
     * @param run as the page was opened with it
     * @param page another each time that it is opened
     * @param number counted from 1 on each page
     */
    record Submission(String run, String page, int number, Instant at) {}

    /** For {@code desktops.reachable}. */
    String reachable() {
        return site.reachable();
    }

    /** As a desktop finds it. */
    String url() {
        return site.url("/");
    }

    /** How many a run has made. */
    int submissions(String run) {
        return of(run).size();
    }

    /** Those of a run, in order. */
    List<Submission> of(String run) {
        return submissions.stream().filter(it -> it.run.equals(run)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/")) {
                DesktopSite.send(exchange, "text/html; charset=utf-8", DesktopSite.SAVE + PAGE);
                return;
            }
            if (path.equals("/submit")) {
                submissions.add(submission("" + exchange.getRequestURI().getQuery()));
            }
            DesktopSite.send(exchange, "application/json", "{}");
        }
    }

    private static Submission submission(String query) {
        Map<String, String> pairs =
                Stream.of(query.split("&"))
                        .map(PAIR::matcher)
                        .filter(it -> it.matches())
                        .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
        return new Submission(
                pairs.getOrDefault("run", ""),
                pairs.getOrDefault("page", ""),
                Integer.parseInt(pairs.getOrDefault("number", "0")),
                Instant.now());
    }

    @Override
    public void close() {
        site.close();
    }
}
