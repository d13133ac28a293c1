package dev.handwright.it;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A small clinic in plain colours, so that a stand-in model can see it: what is to be done next has
 * a colour of its own, and numbers are rows of black and grey squares after a red one.
 */
final class AgentPages implements AutoCloseable {
    static final int POPUP = 0x00e0e0;
    static final int USER = 0x1020f0;
    static final int PASSWORD = 0xf08010;
    static final int SUBMIT = 0xff00ff;
    static final int INSIDE = 0x00c000;
    static final int NUMBER = 0xe00000;
    static final int NEXT = 0xf0e000;
    static final int DOWNLOAD = 0x8000c0;

    /** Of a square. */
    static final int SIDE = 24;

    static final Map<Integer, Integer> NUMBERS = Map.of(1, 5, 2, 130, 3, 77);

    private static final String STYLE =
            """
            <!doctype html><meta charset=utf-8><title>clinic</title><style>
            body { margin: 40px; background: white; }
            input, button { display: block; width: 240px; height: 40px; margin: 12px; border: 0; }
            input:valid { background: white; outline: 1px solid gray; }
            #user { background: #1020f0; } #password { background: #f08010; }
            #user:valid, #password:valid { background: #f4f4f4; }
            .submit { background: #ff00ff; } .next { background: #f0e000; }
            .download { background: #8000c0; }
            .inside { width: 300px; height: 40px; background: #00c000; }
            .popup { position: fixed; inset: 0; background: #404040; }
            .popup button { background: #00e0e0; margin: 300px auto; }
            .row span { display: inline-block; width: 24px; height: 24px; }
            </style>
            """;

    private final DesktopSite site;
    private final CountDownLatch closed = new CountDownLatch(1);

    AgentPages() throws IOException {
        site = new DesktopSite(this::answer);
    }

    int port() {
        return site.port();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/login" -> page(exchange, login());
                case "/file" -> {
                    var headers = exchange.getResponseHeaders();
                    headers.set("Content-Disposition", "attachment; filename=report.json");
                    DesktopSite.send(exchange, "application/json", "{\"patients\": 3}");
                }
                case "/never" -> never();
                default -> {
                    if (path.matches("/list/[123]")) {
                        page(exchange, list(Integer.parseInt(path.substring(6))));
                    } else {
                        exchange.sendResponseHeaders(404, -1);
                    }
                }
            }
        }
    }

    private void never() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String login() {
        return """
        <form onsubmit="if (user.value == 'reception' && password.value == 'clinic-demo')
            location = '/list/1'; return false">
        <input id=user required autocomplete=off><input id=password required autocomplete=off>
        <button class=submit></button></form>
        <div class=popup id=popup><button onclick="popup.remove()"></button></div>
        """;
    }

    private static String list(int number) {
        var row = new StringBuilder("<span style='background:#e00000'></span>");
        for (int bit = 7; bit >= 0; bit--) {
            boolean one = (NUMBERS.get(number) >> bit & 1) == 1;
            row.append("<span style='background:%s'></span>".formatted(one ? "#000" : "#aaa"));
        }
        var next =
                number == 3
                        ? "<button class=download onclick=\"location='/file'\"></button>"
                        : "<button class=next onclick=\"location='/list/%d'\"></button>"
                                .formatted(number + 1);
        return "<div class=inside></div><p class=row style='font-size:0'>%s</p>%s"
                .formatted(row, next);
    }

    private static void page(HttpExchange exchange, String body) throws IOException {
        DesktopSite.send(exchange, "text/html", STYLE + body);
    }

    @Override
    public void close() {
        closed.countDown();
        site.close();
    }
}
