package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A portal that takes a submission for each click of a person, and counts them by run. */
final class TorturePage implements AutoCloseable {
    private static final String PAGE =
            """
            <title>Portal</title><body style="height: 90vh; background: #eef">
            <script>
            let submitted = 0;
            onclick = async event => {
                if (!event.isTrusted) return;
                const number = ++submitted;
                await fetch('/submit' + location.search, {method: 'POST'});
                save(`submitted-${number}.json`);
            };
            </script>
            """;

    private final DesktopSite site;
    private final Map<String, Integer> submissions = new ConcurrentHashMap<>();

    TorturePage() throws IOException {
        site = new DesktopSite(this::answer);
    }

    /** For {@code desktops.reachable}. */
    String reachable() {
        return site.reachable();
    }

    /** As a desktop finds it. */
    String url() {
        return site.url("/");
    }

    /**
     * @param run as the page was opened with it
     */
    int submissions(String run) {
        return submissions.getOrDefault(run, 0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/")) {
                DesktopSite.send(exchange, "text/html; charset=utf-8", DesktopSite.SAVE + PAGE);
                return;
            }
            if (path.equals("/submit")) {
                var query = Objects.toString(exchange.getRequestURI().getQuery());
                submissions.merge(query.replace("run=", ""), 1, Integer::sum);
            }
            DesktopSite.send(exchange, "application/json", "{}");
        }
    }

    @Override
    public void close() {
        site.close();
    }
}
