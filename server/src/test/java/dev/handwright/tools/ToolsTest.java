package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.handwright.base.Json;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.fakes.FakeScreen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call of a tool may look like, and what is said of one that may not. */
final class ToolsTest {
    private static final DisplaySize SCREEN = DisplaySize.DEFAULT;

    private final FakeScreen screen = new FakeScreen();
    private final Toolbox toolbox = new Toolbox(screen);
    private final Tools tools = new Tools(List.of(new ComputerTool()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    mouse_move | {"coordinate": [0, 0]} | pointer 0,0 0
                    mouse_move | {"coordinate": [1023, 767]} | pointer 1023,767 0
                    mouse_move | {"coordinate": [3.0, 4.0]} | pointer 3,4 0
                    mouse_move | {"coordinate": {"x": 3, "y": 4}} | pointer 3,4 0
                    mouse_move | {"x": 3, "y": 4} | pointer 3,4 0
                    left_mouse_down | {"coordinate": null} | pointer 512,384 1
                    left_mouse_up | {"odd": {"a": [[[]]]}} | pointer 512,384 0
                    key | {"text": "Return"} | press ff0d
                    key | {"key": "PAGE_DOWN"} | press ff56
                    key | {"keys": ["f5"]} | press ffc2
                    key | {"text": "+"} | press ffe1
                    key | {"text": "A"} | press ffe1
                    key | {"text": " "} | press 20
                    hold_key | {"text": "a", "duration": 0} | press 61
                    type | {"text": "x"} | press 78
                    """)
    void aGoodCallIsDone(String action, String params, String first) throws Exception {
        run(step(action, params));
        assertThat(screen.events).startsWith(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    mouse_move | {} | coordinate: it is missing; give two whole numbers
                    mouse_move | {"coordinate": [1024, 0]} | coordinate: 1024,0 is outside the screen, which is 1024x768: x is 0 to 1023, y is 0 to 767
                    left_click | {"coordinate": [0, 768]} | coordinate: 0,768 is outside the screen, which is 1024x768
                    left_click | {"coordinate": [-1, 5]} | coordinate: -1,5 is outside
                    left_click | {"coordinate": [99999999999999999999, 5]} | [99999999999999999999,5] is no point; give two whole numbers
                    left_click | {"coordinate": [1e400, 5]} | is no point
                    left_click | {"coordinate": [1.5, 5]} | coordinate: [1.5,5] is no point
                    left_click | {"coordinate": ["1", "5"]} | is no point
                    left_click | {"coordinate": []} | coordinate: [] is no point
                    left_click | {"coordinate": [[1, 2]]} | coordinate: [[1,2]] is no point
                    left_click | {"coordinate": [1, 2, 3]} | is no point
                    left_click | {"coordinate": "here"} | coordinate: 'here' is no point
                    left_click | {"coordinate": true} | coordinate: true is no point
                    left_click | {"x": 5} | x, y: [5,null] is no point
                    left_click | {"text": "a"} | 'a' is no modifier; use shift, ctrl, alt
                    left_click | {"text": 5} | text: 5 is no string
                    left_click_drag | {} | coordinate: it is missing; give the point where the drag ends
                    left_click_drag | {"coordinate": [1, 2], "start_coordinate": [0, 800]} | start_coordinate: 0,800 is outside
                    drag | {"path": []} | path: [] must be a list of 1 to 1000 points
                    drag | {"path": [[1, 2]]} | path: [[1,2]] has one point; give at least a start and an end
                    drag | {"path": [[1, 2], [3]]} | path[1]: [3] is no point
                    drag | {"path": [[1, 2], [3, 4000]]} | path[1]: 3,4000 is outside
                    drag | {"path": [[1, 2], [3, 4]], "coordinate": [1, 2]} | path: [[1,2],[3,4]] stands alone
                    key | {"text": "ctrl+F13"} | there is no key 'F13': Chromium shows pages no function key beyond F12
                    key | {"text": "f36"} | there is no key 'f36'; use a single character
                    type | {} | text: it is missing
                    type | {"text": 5} | text: 5 is no string; give one in quotes
                    type | {"text": ["a"]} | text: ["a"] is no string
                    key | {} | text: it is missing; name a key or a chord
                    key | {"text": ""} | text: '' names no key
                    key | {"keys": []} | keys: [] names no key
                    key | {"keys": [5]} | keys: [5] must hold names of keys
                    key | {"text": "hyperspace"} | there is no key 'hyperspace'; use a single character or one of:
                    key | {"text": "ctrl+"} | there is no key ''
                    hold_key | {"text": "a"} | duration: it is missing
                    hold_key | {"text": "a", "duration": 101} | duration: 101 must be a number of seconds from 0 to 100
                    hold_key | {"text": "a", "duration": -1} | duration: -1 must be
                    hold_key | {"text": "a", "duration": "1"} | duration: '1' must be
                    wait | {"duration": 1e999} | duration: Infinity must be
                    scroll | {"scroll_direction": "sideways"} | scroll_direction: 'sideways' is not known here; use one of up, down, left, right
                    scroll | {"direction": 5} | direction: 5 is not known here
                    scroll | {"scroll_amount": 0} | scroll_amount: 0 must be a whole number from 1 to 100
                    scroll | {"amount": 101} | amount: 101 must be
                    scroll | {"amount": 2.5} | amount: 2.5 must be
                    zoom | {} | region: it is missing; give four whole numbers
                    zoom | {"region": [1, 2, 3]} | region: [1,2,3] is no region; give four whole numbers
                    zoom | {"region": [0, 0, 1025, 768]} | is not inside the screen, which is 1024x768
                    zoom | {"region": [5, 5, 5, 9]} | has no area
                    fly | {} | action: computer has no action 'fly'; it has: screenshot, left_click
                    """)
    void aBadCallIsRefusedWithWhatWouldDo(String action, String params, String sentence) {
        assertThatThrownBy(() -> step(action, params))
                .isInstanceOf(ActionRefused.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aTextThatIsTooLongIsRefused() throws Exception {
        var step = step("type", Json.write(Map.of("text", "x".repeat(10 << 20))));
        assertThatThrownBy(() -> run(step))
                .isInstanceOf(ActionRefused.class)
                .hasMessageContaining("10485760 characters; 1 to 100000");
        assertThat(screen.events).isEmpty();
    }

    @Test
    void whatThereIsIsListed() {
        assertThatThrownBy(() ->
                        tools.step(
                                new ToolCall("abacus", Optional.empty(), Map.of()),
                                Scaling.of(SCREEN)))
                .hasMessage("tool: there is no tool 'abacus'; there are: computer");
        assertThatThrownBy(() ->
                        tools.step(
                                new ToolCall("computer", Optional.empty(), Map.of()),
                                Scaling.of(SCREEN)))
                .hasMessageContaining("action: it is missing; computer has: screenshot");
    }

    @Test
    void coordinatesOfAScaledPictureAreMapped() throws Exception {
        var half = new Scaling(new Scaling.Size(512, 384), SCREEN);
        for (var last : List.of("[0, 0]", "[511, 383]")) {
            run(tools.step(call("mouse_move", "{\"coordinate\": " + last + "}"), half));
        }
        assertThat(screen.events)
                .containsExactly("pointer 1,1 0", "barrier", "pointer 1023,767 0", "barrier");
        assertThatThrownBy(() -> tools.step(call("mouse_move", "{\"coordinate\": [512, 0]}"), half))
                .hasMessageContaining("512x384");
        assertThat(half.toPicture(new Action.Point(1023, 767)))
                .isEqualTo(new Action.Point(511, 383));
    }

    @Test
    void theCatalogueIsJsonSchemaThatProvidersTake() {
        var entry = tools.catalogue(new Scaling.Size(800, 600)).getFirst();
        assertThat(entry)
                .containsEntry("name", "computer")
                .containsEntry("display_width_px", 800)
                .containsEntry("display_height_px", 600);
        var schema = Json.write(entry.get("parameters"));
        assertThat(schema).contains("x from 0 to 799, y from 0 to 599");
        assertThat(Json.readObject(schema)).doesNotContainKeys("oneOf", "anyOf", "allOf");
        var validator =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema, InputFormat.JSON);
        assertThat(
                        validator.validate(
                                "{\"action\":\"left_click\",\"coordinate\":[1,2]}",
                                InputFormat.JSON))
                .isEmpty();
        assertThat(validator.validate("{\"action\":\"fly\"}", InputFormat.JSON)).isNotEmpty();
        for (var action : new ComputerTool().actions()) {
            assertThat(schema).contains(action);
        }
    }

    private Tool.Step step(String action, String params) throws ActionRefused {
        return tools.step(call(action, params), Scaling.of(SCREEN));
    }

    @SuppressWarnings("NullAway") // this tool looks at nothing of the session but its toolbox
    private void run(Tool.Step step) throws ActionRefused, InterruptedException {
        step.run(null, toolbox);
    }

    @SuppressWarnings("NullAway") // null is one of JSON's values
    private static ToolCall call(String action, String params) {
        return new ToolCall("computer", Optional.of(action), Json.readObject(params));
    }
}
