package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.handwright.adapter.local.PageServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The live viewer as a person has it: a real Chromium, a real desktop, a network that breaks. */
@Tag("check")
final class ViewerIT {
    private static PageServer pages;
    private static CutNetwork network;
    private static TestHouse house;
    private static SteeredBrowser browser;

    private static TestServer server;
    private static String desktop = "";

    @BeforeAll
    static void start() throws IOException {
        pages = new PageServer();
        pages.page(
                "/",
                "<body onclick=\"report('click ' + event.screenX)\" style='background:#fff;height:99vh'"
                        // A page takes no clicks before it is painted.
                        + " onload=\"requestAnimationFrame(() =>"
                        + " requestAnimationFrame(() => report('ready')))\">");
        network = new CutNetwork();
        house =
                TestHouse.start(
                        Map.of(
                                "desktops.reachable",
                                "127.0.0.1:" + pages.port(),
                                "http.public_url",
                                network.address().toString()));
        server = house.server();
        network.leadTo(server.address());
        browser = new SteeredBrowser();
    }

    @BeforeEach
    void create() {
        desktop = String.valueOf(server.post("/desktops", Map.of()).json().get("desktop_id"));
    }

    @AfterAll
    static void stop() throws IOException {
        try (var _ = pages;
                var _ = network;
                var _ = house;
                var _ = browser) {
            assertThat(desktop).isNotEmpty();
        }
    }

    @Test
    void aPersonWatchesTakesOverAndComesBackAfterTheNetworkBroke() throws Exception {
        assertThat(server.get(session()).status()).isEqualTo(404);
        int page = openViewer("control");
        assertThat(interactive()).isFalse();
        browser.awaitText(page, "#who", "Its agent has this desktop");
        openFixture(page);
        assertThat(interactive()).isTrue();
        browser.awaitText(page, "#who", "You control");
        assertClickArrives(page, 400);

        network.cut();
        browser.awaitText(page, "#words", "Connection lost");
        network.mend();
        browser.awaitText(page, "#words", "Live");
        browser.awaitText(page, "#who", "You control");
        assertClickArrives(page, 420);
        browser.press(page, "#take");
        browser.awaitText(page, "#who", "Its agent has this desktop");
        assertThat(interactive()).isFalse();

        int watching = openViewer("view");
        browser.awaitText(page, "#words", "Ended"); // the session's scope is another now
        browser.awaitText(watching, "#who", "View only.");
        browser.awaitPixel(watching, 400, 400, true);
        browser.click(watching, 440, 400);
        browser.type(watching, "no");
        assertClickArrives(openViewer("control"), 460);

        browser.awaitText(watching, "#notice", "ask for a new one");
        assertThat(server.delete(session()).status()).isEqualTo(204);
        assertThat(server.delete(session()).status()).isEqualTo(204);
        assertThat(server.get(session()).status()).isEqualTo(404);
        assertThat(browser.problems())
                .noneMatch(it -> it.toString().contains("Content Security Policy"));
    }

    @Test
    void aPersonTypesAnyCharacterAndUsesTheClipboard() throws Exception {
        pages.page(
                "/text",
                "<textarea id=t style='position:fixed;left:0;top:0;width:100%;height:99vh'></textarea>"
                        + "<script>t.oninput = () => report('text ' + t.value);"
                        + "t.focus();requestAnimationFrame(() =>"
                        + " requestAnimationFrame(() => report('ready')))</script>");
        int page = openViewer("control");
        openFixture(page, "/text");
        for (var character : List.of("ж", "中", "ك", "é", "z")) {
            browser.character(page, character);
        }
        pages.await("text ж中كéz");

        browser.press(page, "#clipboard");
        browser.fill(page, "#text", "中文 päste");
        browser.press(page, "#put");
        browser.click(page, 300, 300);
        browser.key(page, "Control+a");
        browser.key(page, "Control+v");
        pages.await("text 中文 päste");
        browser.character(page, "ж");
        pages.await("text 中文 pästeж");
        browser.key(page, "Control+a");
        browser.key(page, "Control+c");
        browser.awaitValue(page, "#text", "中文 pästeж");
    }

    private static String session() {
        return "/desktops/" + desktop + "/session";
    }

    private static boolean interactive() {
        return Boolean.TRUE.equals(server.get(session()).json().get("interactive"));
    }

    /** A new tab that shows the desktop. */
    private static int openViewer(String scope) {
        var opened = server.put(session(), Map.of("scope", scope)).json();
        int page = browser.open(String.valueOf(opened.get("href")));
        browser.awaitText(page, "#words", "Live");
        return page;
    }

    /** And none before it, of those that must not. */
    private static void assertClickArrives(int page, int x) throws InterruptedException {
        browser.click(page, x, 400);
        var got = pages.await(it -> it.startsWith("click ")).substring("click ".length());
        assertThat(Integer.parseInt(got)).isCloseTo(x, within(1)); // the page scales the picture
    }

    private static void openFixture(int page) throws InterruptedException {
        openFixture(page, "/");
    }

    private static void openFixture(int page, String path) throws InterruptedException {
        browser.awaitPixel(page, 400, 400, false);
        browser.click(page, 28, 748);
        browser.awaitPixel(page, 500, 400, true);
        browser.key(page, "Control+l");
        browser.type(page, pages.urlFromDesktop(path) + "\n");
        pages.await(it -> it.startsWith("ready"));
    }
}
