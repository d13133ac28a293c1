package dev.handwright.benchmarks;

import dev.handwright.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A desktop of a server, driven over HTTP on one kept-alive connection. Closing it deletes it. */
final class BenchDesktop implements AutoCloseable {
    /**
     * Text, a picture of many colours and a line above both. The key a changes all of it, b only
     * the line; a click changes the line at once and the background 150 ms later.
     */
    static final String PAGE =
            "data:text/html,<body style='margin:8px;font:15px sans-serif'><div id=l>line</div>"
                    + "<canvas id=c width=400 height=200></canvas><pre id=t></pre><script>"
                    + "r=()=>Math.random().toString(36).slice(2);"
                    + "line=()=>Array.from({length:9},r).join(' ');"
                    + "tint=()=>document.body.style.background="
                    + "'rgb(250,250,'+(200+Math.random()*50|0)+')';"
                    + "all=()=>{t.textContent=Array.from({length:26},line).join(String.fromCharCode(10));"
                    + "g=c.getContext('2d');d=g.createImageData(400,200);o=Math.random()*99|0;"
                    + "for(i=0;i<80000;i++){d.data[i*4]=i/314+o;d.data[i*4+1]=i/400;"
                    + "d.data[i*4+2]=i/2+o;d.data[i*4+3]=255}g.putImageData(d,0,0);"
                    + "l.textContent=line();tint()};all();"
                    + "onkeydown=e=>{if(e.key=='a')all();if(e.key=='b')l.textContent=line()};"
                    + "onmousedown=()=>{l.textContent=line();setTimeout(tint,150)}"
                    + "</script>\n";

    private final BenchServer server;
    private final HttpClientLine line;
    private final String id;

    /** Creates one. */
    BenchDesktop(BenchServer server) throws IOException {
        this.server = server;
        line = new HttpClientLine(server.port(), new byte[0]);
        check(201, line.exchange(HttpClientLine.post("/desktops", server.key(), "{}")));
        id = String.valueOf(answer().get("desktop_id"));
    }

    String id() {
        return id;
    }

    Path room() {
        return server.room(id);
    }

    /** Does one action by the body that clients send, and checks that it was done. */
    void execute(String action, String params) throws IOException {
        send(
                "{\"action\":{\"tool\":\"computer\",\"action\":\"%s\",\"params\":{%s}}}"
                        .formatted(action, params));
    }

    /** The same, and then a look. */
    void executeAndLook(String action, String params, int quietMillis, int mostMillis)
            throws IOException {
        send(
                "{\"action\":{\"tool\":\"computer\",\"action\":\"%s\",\"params\":{%s}},\"look\":{\"quiet_ms\":%d,\"at_most_ms\":%d}}"
                        .formatted(action, params, quietMillis, mostMillis));
    }

    void click(int x, int y) throws IOException {
        execute("left_click", "\"coordinate\":[%d,%d]".formatted(x, y));
    }

    void key(String key) throws IOException {
        execute("key", "\"text\":\"%s\"".formatted(key));
    }

    void screenshot() throws IOException {
        execute("screenshot", "");
    }

    /** Of the last answer. */
    Map<String, @Nullable Object> answer() {
        return Json.readObject(new String(line.body(), StandardCharsets.UTF_8));
    }

    /** Chromium with the page, quiet. */
    void browse() throws IOException {
        executeAndLook("left_click", "\"coordinate\":[28,748]", 3000, 40_000);
        key("ctrl+l");
        var text = Json.write(PAGE);
        executeAndLook("type", "\"text\":" + text, 1500, 30_000);
    }

    /** The memory of all its processes, as proportional set size. */
    double pssMegabytes() throws IOException {
        int uid = (Integer) Files.getAttribute(room().resolve("home"), "unix:uid");
        double kilobytes = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                kilobytes += pssKilobytes(process, uid);
            }
        }
        return kilobytes / 1024;
    }

    private static double pssKilobytes(Path process, int uid) {
        try {
            if ((Integer) Files.getAttribute(process, "unix:uid") != uid) {
                return 0;
            }
            for (var entry : Files.readAllLines(process.resolve("smaps_rollup"))) {
                if (entry.startsWith("Pss:")) {
                    return Double.parseDouble(entry.replaceAll("\\D", ""));
                }
            }
            return 0;
        } catch (IOException e) {
            return 0; // it ended while it was looked at
        }
    }

    @Override
    public void close() throws IOException {
        var delete =
                "DELETE /desktops/%s HTTP/1.1\r\nHost: localhost\r\nx-api-key: %s\r\n\r\n"
                        .formatted(id, server.key());
        try (line) {
            check(200, line.exchange(delete.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void send(String json) throws IOException {
        var path = "/desktops/" + id + "/execute";
        check(200, line.exchange(HttpClientLine.post(path, server.key(), json)));
    }

    private void check(int wanted, int status) throws IOException {
        if (status != wanted) {
            throw new IOException(
                    "the server answered %d: %s"
                            .formatted(status, new String(line.body(), StandardCharsets.UTF_8)));
        }
    }
}
