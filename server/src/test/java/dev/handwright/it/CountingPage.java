package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Pages that count their visits and clicks here. The desktop gets a file for each ({@code
 * loaded.json}, {@code click-1.json} …).
 */
final class CountingPage implements AutoCloseable {
    private static final String PAGE =
            """
            <title>Counting</title><body style="height: 90vh; background: #eef">
            <script>
            onclick = async event => {
                if (!event.isTrusted) return;
                const answer = await fetch('/click/NAME', {method: 'POST'});
                save(`click-${await answer.text()}.json`);
            };
            </script>
            """;

    private final DesktopSite site;
    private final Map<String, Integer> visits = new ConcurrentHashMap<>();
    private final Map<String, Integer> clicks = new ConcurrentHashMap<>();
    private final CountDownLatch let = new CountDownLatch(1);

    CountingPage() throws IOException {
        site = new DesktopSite(this::answer);
    }

    /** For {@code desktops.reachable}. */
    String reachable() {
        return site.reachable();
    }

    /** A page of its own, as a desktop finds it. */
    String url(String page) {
        return site.url("/page/" + page);
    }

    /** Until then no desktop gets a file for its second click. */
    void release() {
        let.countDown();
    }

    int visits(String page) {
        return visits.getOrDefault(page, 0);
    }

    int clicks(String page) {
        return clicks.getOrDefault(page, 0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var name = path.substring(path.lastIndexOf('/') + 1);
            if (path.startsWith("/page/")) {
                visits.merge(name, 1, Integer::sum);
                DesktopSite.send(
                        exchange, "text/html", DesktopSite.SAVE + PAGE.replace("NAME", name));
            } else if (path.startsWith("/file/")) {
                DesktopSite.send(exchange, "application/json", "{}");
            } else if (path.startsWith("/click/")) {
                int click = clicks.merge(name, 1, Integer::sum);
                awaitLeave(click);
                DesktopSite.send(exchange, "text/html", Integer.toString(click));
            } else {
                DesktopSite.send(exchange, "text/html", "");
            }
        }
    }

    private void awaitLeave(int click) {
        try {
            if (click == 2) {
                let.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release();
        site.close();
    }
}
