package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.desktops.Clipboard.Content;
import dev.handwright.desktops.Png;
import dev.handwright.desktops.Screen;
import dev.handwright.desktops.Windows.Window;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools clipboard and windows as callers see them. */
final class ClipboardRoutesTest {
    private static final byte[] PNG = Png.encode(new Screen.Frame(2, 3, new byte[24], 0));

    private ToolHouse house;

    @BeforeEach
    void open(@TempDir Path folder) {
        house = new ToolHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theToolsAreInTheCatalogue() {
        assertThat(house.get("/desktops/" + house.desktop + "/tools").list())
                .map(it -> ((Map<?, ?>) it).get("name"))
                .isEqualTo(List.of("computer", "clipboard", "windows"));
    }

    @Test
    void textIsWrittenAndRead() {
        assertThat(clipboard("read", Map.of()).json()).isEqualTo(Map.of("status", "ok"));
        assertThat(clipboard("write", Map.of("text", "漢字 👩‍👧")).status()).isEqualTo(200);
        assertThat(clipboard("read", Map.of()).json())
                .isEqualTo(Map.of("status", "ok", "output", "漢字 👩‍👧"));
    }

    @Test
    void picturesAreWrittenAndRead() {
        var base64 = Base64.getEncoder().encodeToString(PNG);
        assertThat(clipboard("write", Map.of("base64_image", base64)).status()).isEqualTo(200);
        assertThat(clipboard("read", Map.of()).json())
                .isEqualTo(
                        Map.of("status", "ok", "base64_image", base64, "media_type", "image/png"));
    }

    @Test
    void whatCannotBeWrittenIsRefusedWithTheReason() {
        assertThat(clipboard("write", Map.of()).error()).startsWith("text: it is missing");
        assertThat(clipboard("write", Map.of("text", "a", "base64_image", "b")).error())
                .contains("give one of them");
        assertThat(clipboard("write", Map.of("text", 5)).error()).startsWith("text: 5 is no");
        assertThat(clipboard("write", Map.of("text", "a\0")).error()).contains("U+0000");
        assertThat(clipboard("write", Map.of("text", "x".repeat((1 << 20) + 1))).error())
                .contains("1048576 bytes")
                .hasSizeLessThan(300);
        assertThat(clipboard("write", Map.of("base64_image", "%%")).error()).contains("no base64");
        assertThat(clipboard("write", Map.of("base64_image", "aGVsbG8=")).error())
                .contains("no PNG");
        assertThat(clipboard("cut", Map.of()).error()).contains("it has: read, write");
    }

    @Test
    void aPictureThatIsNoneIsNotHandedOn() {
        house.screen().clipboard.content =
                Optional.of(
                        new Content.Picture(
                                "<script>"
                                        .repeat(9)
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(clipboard("read", Map.of()).status()).isEqualTo(409);
    }

    @Test
    void windowsAreListedInThePixelsOfTheCallersPictures() {
        house.screen().windows.open.add(new Window(7, "a", -10, 20, 110, 200, true, false));
        var body =
                Json.write(
                        Map.of(
                                "tool",
                                "windows",
                                "action",
                                "list",
                                "scale",
                                Map.of("width", 512, "height", 384)));
        var listed = String.valueOf(house.execute(body).json().get("output"));
        assertThat(Objects.requireNonNull(Json.read(listed)))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "id",
                                        7,
                                        "title",
                                        "a",
                                        "x",
                                        -5,
                                        "y",
                                        10,
                                        "width",
                                        55,
                                        "height",
                                        100,
                                        "focused",
                                        true,
                                        "minimized",
                                        false)));
    }

    @Test
    void windowsAreFocusedAndClosed() {
        var windows = house.screen().windows;
        windows.open.add(new Window(7, "a", 0, 0, 10, 10, false, false));
        windows.open.add(new Window(8, "stubborn", 0, 0, 10, 10, false, false));
        assertThat(windows("focus", 7).json()).isEqualTo(Map.of("status", "ok"));
        assertThat(windows.focused).isEqualTo(7);
        assertThat(windows("focus", 8).status()).isEqualTo(409);
        assertThat(windows("close", 7).json()).isEqualTo(Map.of("status", "ok"));
        assertThat(windows("close", 8).text()).contains("still open");
        assertThat(windows("close", 7).error()).startsWith("id: there is no window 7");
        assertThat(windows("focus", 1 << 30).error()).contains("from 0 to 536870911");
        assertThat(windows("list", 0).text()).contains("stubborn");
    }

    private ToolHouse.Answer clipboard(String action, Map<String, ?> params) {
        return house.execute(
                Json.write(Map.of("tool", "clipboard", "action", action, "params", params)));
    }

    private ToolHouse.Answer windows(String action, int id) {
        return house.execute(
                Json.write(
                        Map.of("tool", "windows", "action", action, "params", Map.of("id", id))));
    }
}
