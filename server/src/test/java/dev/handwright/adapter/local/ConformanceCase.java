package dev.handwright.adapter.local;

import java.util.List;
import java.util.stream.Stream;

/**
 * One action and what a program must get from it, in the words of the fixtures.
 *
 * @param what for the table in docs/conformance.md
 * @param params JSON
 * @param expected events in order; movements only where one is expected
 */
record ConformanceCase(String action, String params, String what, List<String> expected) {
    /** In this order, one after the other: some begin where the one before has ended. */
    static List<ConformanceCase> all() {
        return Stream.of(pointing(), clicks(), drags(), wheel(), keys())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ConformanceCase> pointing() {
        return List.of(
                of("mouse_move", "'coordinate': [0, 0]", "first pixel", "move 0,0 -"),
                of("mouse_move", "'coordinate': [1023, 767]", "last pixel", "move 1023,767 -"),
                of(
                        "mouse_move",
                        "'coordinate': [300.0, 400.0]",
                        "integral floats",
                        "move 300,400 -"),
                of("left_click", "", "where the pointer is", "down 1 300,400 -", "up 1 300,400 -"),
                of(
                        "left_click",
                        "'coordinate': [0, 0]",
                        "first pixel",
                        "down 1 0,0 -",
                        "up 1 0,0 -"),
                of(
                        "left_click",
                        "'coordinate': [1023, 767]",
                        "last pixel",
                        "down 1 1023,767 -",
                        "up 1 1023,767 -"));
    }

    private static List<ConformanceCase> clicks() {
        return List.of(
                of("right_click", AT, "", "down 3 500,200 -", "up 3 500,200 -"),
                of("middle_click", AT, "", "down 2 500,200 -", "up 2 500,200 -"),
                of(
                        "double_click",
                        AT,
                        "",
                        "down 1 500,200 -",
                        "up 1 500,200 -",
                        "down 1 500,200 -",
                        "count 2",
                        "up 1 500,200 -"),
                of(
                        "triple_click",
                        "",
                        "right after, in the same place",
                        "down 1 500,200 -",
                        "up 1 500,200 -",
                        "down 1 500,200 -",
                        "count 2",
                        "up 1 500,200 -",
                        "down 1 500,200 -",
                        "count 3",
                        "up 1 500,200 -"),
                of(
                        "left_click",
                        "'coordinate': [100, 500], 'text': 'ctrl'",
                        "ctrl held",
                        "keydown Control",
                        "down 1 100,500 ctrl",
                        "up 1 100,500 ctrl",
                        "keyup Control"),
                of(
                        "right_click",
                        "'coordinate': [700, 500], 'text': 'ctrl+shift'",
                        "ctrl and shift held",
                        "keydown Control",
                        "keydown Shift",
                        "down 3 700,500 ctrl+shift",
                        "up 3 700,500 ctrl+shift",
                        "keyup Shift",
                        "keyup Control"),
                of(
                        "left_click",
                        "'coordinate': [400, 600], 'text': 'alt'",
                        "alt held",
                        "keydown Alt",
                        "down 1 400,600 alt",
                        "up 1 400,600 alt",
                        "keyup Alt"),
                of(
                        "left_click",
                        "'coordinate': [800, 100], 'text': 'super'",
                        "super held",
                        "keydown Meta",
                        "down 1 800,100 super",
                        "up 1 800,100 super",
                        "keyup Meta"));
    }

    private static List<ConformanceCase> drags() {
        return List.of(
                of(
                        "left_click_drag",
                        "'start_coordinate': [100, 100], 'coordinate': [200, 160]",
                        "from start to end",
                        "move 100,100 -",
                        "down 1 100,100 -",
                        "move 112,107 held",
                        "move 125,115 held",
                        "move 137,122 held",
                        "move 150,130 held",
                        "move 162,137 held",
                        "move 175,145 held",
                        "move 187,152 held",
                        "move 200,160 held",
                        "up 1 200,160 -"),
                of(
                        "left_click_drag",
                        "'coordinate': [300, 160]",
                        "from the pointer",
                        "down 1 200,160 -",
                        "move 212,160 held",
                        "move 225,160 held",
                        "move 237,160 held",
                        "move 250,160 held",
                        "move 262,160 held",
                        "move 275,160 held",
                        "move 287,160 held",
                        "move 300,160 held",
                        "up 1 300,160 -"),
                of(
                        "drag",
                        "'path': [[10, 10], [10, 50], [90, 50]], 'text': 'shift'",
                        "along a path, shift held",
                        "keydown Shift",
                        "move 10,10 -",
                        "down 1 10,10 shift",
                        "move 10,30 held",
                        "move 10,50 held",
                        "move 50,50 held",
                        "move 90,50 held",
                        "up 1 90,50 shift",
                        "keyup Shift"),
                of("left_mouse_down", "'coordinate': [600, 300]", "", "down 1 600,300 -"),
                of("mouse_move", "'coordinate': [640, 330]", "button held", "move 640,330 held"),
                of("left_mouse_up", "", "", "up 1 640,330 -"));
    }

    private static List<ConformanceCase> wheel() {
        return List.of(
                of(
                        "scroll",
                        "'coordinate': [300, 400]",
                        "down 3 by default",
                        "wheel 300,400 0 3 -"),
                of(
                        "scroll",
                        "'scroll_direction': 'down', 'scroll_amount': 1",
                        "down 1",
                        "wheel 300,400 0 1 -"),
                of("scroll", "'direction': 'up', 'amount': 5", "up 5", "wheel 300,400 0 -5 -"),
                of("scroll", "'direction': 'left', 'amount': 2", "left 2", "wheel 300,400 -2 0 -"),
                of("scroll", "'direction': 'right', 'amount': 4", "right 4", "wheel 300,400 4 0 -"),
                of(
                        "scroll",
                        "'amount': 2, 'text': 'ctrl'",
                        "ctrl held",
                        "keydown Control",
                        "wheel 300,400 0 2 ctrl",
                        "keyup Control"),
                of(
                        "scroll",
                        "'direction': 'up', 'amount': 2, 'text': 'shift'",
                        "shift held",
                        "keydown Shift",
                        "wheel 300,400 0 -2 shift",
                        "keyup Shift"));
    }

    private static List<ConformanceCase> keys() {
        return List.of(
                key("Return", "Enter"),
                key("Escape", "Escape"),
                key("Page_Down", "PageDown"),
                key("pagedown", "PageDown"),
                key("BackSpace", "Backspace"),
                key("f5", "F5"),
                key("win", "Meta"),
                key("a", "a"),
                key("A", "Shift", "A"),
                key("!", "Shift", "!"),
                key("+", "Shift", "+"),
                key("ctrl+a", "Control", "a"),
                key("CTRL+SHIFT+x", "Control", "Shift", "X"),
                key("ctrl++", "Control", "Shift", "+"),
                key("shift+1", "Shift", "!"),
                key("shift+Tab", "Shift", "Tab"),
                key("alt+Left", "Alt", "ArrowLeft"),
                of("key", "'key': 'Delete'", "as key", "keydown Delete", "keyup Delete"),
                of(
                        "key",
                        "'keys': ['ctrl', 'c']",
                        "as a list",
                        "keydown Control",
                        "keydown c",
                        "keyup c",
                        "keyup Control"),
                of(
                        "hold_key",
                        "'text': 'a', 'duration': 0.4",
                        "400 ms",
                        "keydown a",
                        "held",
                        "keyup a"),
                of(
                        "hold_key",
                        "'text': 'Right', 'duration': 1",
                        "1 s, repeating after 500 ms",
                        "keydown ArrowRight",
                        "repeats",
                        "held",
                        "keyup ArrowRight"),
                of(
                        "type",
                        "'text': 'ab\\tc\\n'",
                        "with Tab and Return",
                        "keydown a",
                        "keyup a",
                        "keydown b",
                        "keyup b",
                        "keydown Tab",
                        "keyup Tab",
                        "keydown c",
                        "keyup c",
                        "keydown Enter",
                        "keyup Enter"));
    }

    private static final String AT = "'coordinate': [500, 200]";

    /** Pressed in order, released in reverse. */
    private static ConformanceCase key(String text, String... names) {
        var down = Stream.of(names).map(it -> "keydown " + it);
        var up = List.of(names).reversed().stream().map(it -> "keyup " + it);
        return of(
                "key",
                "'text': '%s'".formatted(text),
                "`" + text + "`",
                Stream.concat(down, up).toArray(String[]::new));
    }

    private static ConformanceCase of(
            String action, String params, String what, String... expected) {
        return new ConformanceCase(
                action, "{" + params.replace('\'', '"') + "}", what, List.of(expected));
    }
}
