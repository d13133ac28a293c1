package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("database")
final class ToolRoutesTest {
    private ToolHouse house;

    @BeforeEach
    void open(@TempDir Path folder) {
        house = new ToolHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":{\"tool\":\"computer\",\"action\":\"mouse_move\",\"params\":{\"coordinate\":[3,4]}}}",
                "{\"tool\":\"computer\",\"action\":\"mouse_move\",\"params\":{\"coordinate\":[3,4]}}",
                "{\"name\":\"computer\",\"arguments\":{\"action\":\"mouse_move\",\"coordinate\":[3,4]}}",
                "{\"name\":\"computer\",\"arguments\":\"{\\\"action\\\":\\\"mouse_move\\\",\\\"coordinate\\\":[3,4]}\"}",
                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"computer\",\"input\":{\"action\":\"mouse_move\",\"coordinate\":[3,4]}}",
                "{\"actions\":[{\"tool\":\"computer\",\"action\":\"mouse_move\",\"params\":{\"coordinate\":[3,4]}}]}",
            })
    void anActionIsTakenInAnyForm(String body) {
        var answer = house.execute(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("status")).isEqualTo("ok");
        assertThat(house.events()).containsExactly("pointer 3,4 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {} | action: it is missing; send {"action": {"tool": "computer"
                    [] | a JSON object is needed here
                    x | The body is not the JSON it should be
                    {"action": {}} | action.tool: it is missing; name a tool
                    {"action": {"tool": "computer"}} | action.action: it is missing; name an action
                    {"action": {"tool": 5, "action": "screenshot"}} | action.tool: 5 is no string
                    {"action": {"action": {"tool": "computer", "action": "screenshot"}}} | action.tool: it is missing
                    {"action": {"tool": "computer", "action": "wait", "params": []}} | action.params: [] is no object
                    {"action": "screenshot"} | tool: it is missing
                    {"tool": "computer"} | action: it is missing
                    {"tool": "abacus", "action": "add"} | tool: there is no tool 'abacus'; there are: computer
                    {"tool": "computer", "action": "fly"} | action: computer has no action 'fly'; it has: screenshot
                    {"name": "computer"} | action: it is missing; computer has: screenshot
                    {"name": "computer", "arguments": "{"} | arguments: it is not the JSON it should be
                    {"name": "computer", "arguments": "[]"} | arguments: it is not the JSON it should be: a JSON object
                    {"name": "computer", "arguments": {"action": 5}} | arguments.action: 5 is no string
                    {"type": "tool_use", "name": 7, "input": {}} | name: 7 is no string
                    {"actions": []} | actions: it must be a list of 1 to 100
                    {"actions": {}} | actions: it must be a list
                    {"actions": [5]} | actions[0]: 5 is no object
                    {"actions": [{}]} | actions[0].action: it is missing
                    {"tool": "computer", "action": "wait", "look": 5} | look: 5 is no object
                    {"tool": "computer", "action": "wait", "look": {"quiet_ms": -1}} | quiet_ms: -1 must be a whole number from 0 to 10000
                    {"tool": "computer", "action": "wait", "look": {"format": "gif"}} | format: 'gif' is not known here; use one of png, jpeg, webp
                    {"tool": "computer", "action": "wait", "look": {"quality": 0}} | quality: 0 must be
                    {"tool": "computer", "action": "wait", "look": {"cursor": "yes"}} | cursor: 'yes' is neither true nor false
                    {"tool": "computer", "action": "wait", "scale": {"width": 800}} | scale: width or height is missing
                    {"tool": "computer", "action": "wait", "scale": {"width": 5, "height": 5}} | width: 5 must be a whole number from 16
                    {"action": {"tool": "computer", "action": "left_click", "params": {"coordinate": [NaN, 1]}}} | 'NaN' is no number in JSON at /action/params/coordinate/0, line 1
                    {"tool": "computer", "action": "type", "params": {"text": "a", "text": "b"}} | Duplicate
                    """)
    void whatIsWrongIsSaid(String body, String sentence) {
        var answer = house.execute(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json()).containsOnlyKeys("error");
        assertThat(answer.error()).contains(sentence);
        assertThat(house.events()).isEmpty();
    }

    @Test
    void hugeAndDeepBodiesAreRefusedToo() {
        var large = house.execute(action("type", Map.of("text", "x".repeat(10 << 20))));
        assertThat(large.status()).isEqualTo(400);
        assertThat(large.error()).contains("10485760 characters; 1 to 100000");
        assertThat(house.execute("[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(house.execute("{\"a\":".repeat(100_000)).status()).isEqualTo(400);
        assertThat(house.execute(" ".repeat(17 << 20)).status()).isEqualTo(413);
    }

    @Test
    void severalActionsStopAtTheFirstThatFails() {
        var answer =
                house.execute(
                        """
                        {"actions": [
                            {"tool": "computer", "action": "mouse_move", "params": {"coordinate": [1, 1]}},
                            {"name": "computer", "arguments": {"action": "left_click", "coordinate": [1024, 1]}},
                            {"tool": "computer", "action": "mouse_move", "params": {"coordinate": [2, 2]}}]}
                        """);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).containsOnlyKeys("error");
        assertThat(answer.error())
                .startsWith("action 2 of 3 (left_click): coordinate: 1024,1 is outside the screen");
        assertThat(house.events()).containsExactly("pointer 1,1 0");
    }

    @Test
    void severalActionsAnswerEach() {
        var answer =
                house.execute(
                        """
                        {"actions": [
                            {"tool": "computer", "action": "mouse_move", "params": {"coordinate": [0, 767]}},
                            {"tool": "computer", "action": "cursor_position"}]}
                        """);
        assertThat(answer.json().get("results"))
                .isEqualTo(
                        List.of(
                                Map.of("status", "ok"),
                                Map.of(
                                        "status",
                                        "ok",
                                        "output",
                                        "X=0,Y=767",
                                        "coordinate",
                                        List.of(0, 767))));
    }

    @Test
    void aLookAfterwardsShowsWhatChanged() throws IOException {
        var first = house.execute(look("mouse_move", "true"));
        assertThat(first.json())
                .containsOnlyKeys(
                        "status",
                        "base64_image",
                        "media_type",
                        "frame",
                        "settled",
                        "settle_ms",
                        "changed");
        assertThat(image(first).getWidth()).isEqualTo(1024);
        assertThat(house.events()).containsExactly("pointer 0,0 0", "await 100 2000");

        var known =
                "{\"quiet_ms\": 5, \"known_frame\": \"%s\"}".formatted(first.json().get("frame"));
        var same = house.execute(look("mouse_move", known));
        assertThat(same.json().get("unchanged")).isEqualTo(true);
        assertThat(same.json().get("changed")).isEqualTo(List.of());
        assertThat(same.json()).doesNotContainKeys("base64_image", "media_type");

        house.screen().paint(0, 0, 20, 10, 0xff0000);
        var other = house.execute(look("mouse_move", known));
        assertThat(other.json()).doesNotContainKey("unchanged");
        assertThat(image(other).getRGB(3, 3)).isEqualTo(0xffff0000);
        assertThat((List<?>) other.json().get("changed")).isNotEmpty();
    }

    @Test
    void coordinatesCountInTheScaledPicture() throws IOException {
        var body =
                """
                {"actions": [
                    {"tool": "computer", "action": "mouse_move", "params": {"coordinate": [511, 383]}},
                    {"tool": "computer", "action": "cursor_position"}],
                 "scale": {"width": 512, "height": 384}, "look": true}
                """;
        var answer = house.execute(body);
        assertThat(house.events()).startsWith("pointer 1023,767 0");
        assertThat(answer.text()).contains("\"coordinate\":[511,383]");
        assertThat(image(answer).getWidth()).isEqualTo(512);
        var tools = house.get("/desktops/" + house.desktop + "/tools?width=512&height=384");
        assertThat(tools.text()).contains("\"display_width_px\":512", "x from 0 to 511");
    }

    @Test
    void picturesAreSeen() throws IOException {
        var whole = house.execute(action("screenshot", Map.of()));
        assertThat(image(whole).getHeight()).isEqualTo(768);
        var part = house.execute(action("zoom", Map.of("region", List.of(10, 20, 110, 70))));
        assertThat(image(part).getWidth()).isEqualTo(100);
        assertThat(image(part).getHeight()).isEqualTo(50);
        var again =
                house.execute(
                        action("screenshot", Map.of("known_frame", whole.json().get("frame"))));
        assertThat(again.json()).containsOnlyKeys("status", "unchanged", "frame");
    }

    @Test
    void theToolsAreListed() {
        var tools = house.get("/desktops/" + house.desktop + "/tools");
        assertThat(tools.status()).isEqualTo(200);
        assertThat(tools.text()).contains("\"name\":\"computer\"", "\"display_width_px\":1024");
    }

    @Test
    void whatWasDoneIsLogged() throws InterruptedException {
        house.execute(action("left_click", Map.of("coordinate", List.of(1, 2))));
        house.execute(action("fly", Map.of()));
        house.execute(action("type", Map.of("text", "hunter2", "secure", true)));
        house.execute(action("type", Map.of("text", "hunter3\u0007", "secure", true)));
        house.execute(action("type", Map.of("text", "ab".repeat(5000), "image", "aGVsbG8=")));

        var log = house.get("/desktops/" + house.desktop + "/tool-logs");
        assertThat(log.list()).hasSize(5);
        assertThat(log.list().getFirst())
                .isEqualTo(
                        Map.of(
                                "id",
                                ((Map<?, ?>) log.list().getFirst()).get("id"),
                                "timestamp",
                                1767323045,
                                "tool",
                                "computer",
                                "action",
                                "left_click",
                                "params",
                                Map.of("coordinate", List.of(1, 2)),
                                "status",
                                "ok",
                                "duration_ms",
                                ((Map<?, ?>) log.list().getFirst()).get("duration_ms")));
        assertThat(log.text())
                .contains("\"status\":\"error\"", "computer has no action 'fly'", "[secure]")
                .contains("[image]")
                .doesNotContain("hunter", "aGVsbG8=")
                .hasSizeLessThan(4000);
        assertThat(house.logAfterRestart()).hasSize(5);
    }

    @Test
    void theLastThousandAreKept() {
        var ten = "{\"tool\":\"computer\",\"action\":\"cursor_position\"},".repeat(100);
        for (int i = 0; i < 10; i++) {
            house.execute("{\"actions\": [" + ten.substring(0, ten.length() - 1) + "]}");
        }
        house.execute(action("key", Map.of("text", "a")));
        var log = house.get("/desktops/" + house.desktop + "/tool-logs").list();
        assertThat(log).hasSize(1000);
        assertThat(((Map<?, ?>) log.getLast()).get("action")).isEqualTo("key");
    }

    @Test
    void othersFindNothing() {
        var key = house.key(house.otherWorkspace());
        for (var path : List.of("/tools", "/tool-logs")) {
            var request = house.to("/desktops/" + house.desktop + path).setHeader("x-api-key", key);
            assertThat(house.send(request).status()).isEqualTo(404);
        }
        var post = house.to("/desktops/" + house.desktop + "/execute").setHeader("x-api-key", key);
        var body = HttpRequest.BodyPublishers.ofString(action("screenshot", Map.of()));
        assertThat(house.send(post.POST(body)).status()).isEqualTo(404);
    }

    @Test
    void aSilentDesktopIsSaidToBe() {
        house.screen().dead = true;
        var answer = house.execute(action("key", Map.of("text", "a")));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.error()).startsWith("the desktop's screen does not answer");
        var several = house.execute("{\"actions\": [" + action("key", Map.of("text", "a")) + "]}");
        assertThat(several.error()).startsWith("action 1 of 1 (key): the desktop's screen");
    }

    @Test
    void aDeadDesktopIsGoneAtOnceWithTheReason() {
        house.screen().dead = true;
        house.host.dead.add(house.desktop);
        var answer = house.execute(action("key", Map.of("text", "a")));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).contains("its display server died");
    }

    private static String action(String name, Map<String, ?> params) {
        return Json.write(
                Map.of("action", Map.of("tool", "computer", "action", name, "params", params)));
    }

    private static String look(String name, String look) {
        return "{\"tool\":\"computer\",\"action\":\"%s\",\"params\":{\"coordinate\":[0,0]},\"look\":%s}"
                .formatted(name, look);
    }

    private static java.awt.image.BufferedImage image(ToolHouse.Answer answer) throws IOException {
        var text = String.valueOf(answer.json().get("base64_image"));
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(text)));
    }
}
