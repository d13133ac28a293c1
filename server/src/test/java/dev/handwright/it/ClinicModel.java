package dev.handwright.it;

import dev.handwright.base.Json;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The brain of a stand-in model that knows {@link ClinicSite}'s colours. It remembers nothing: what
 * it answers follows from the request and the picture in it.
 */
final class ClinicModel {
    private static final int DATA = 0xe00000;
    private static final int CLOSE = 0x00e0e0;
    private static final int NEXT = 0xf0e000;
    private static final int LIST = 0xffc0ff;
    private static final int SEARCH = 0xa0a000;
    private static final int NAME = 0xff8080;
    private static final int BIRTH = 0x80ff80;
    private static final int INSIDE = 0x00c000;
    private static final int WHITE = 0xffffff;

    /** Words of an instruction to click, and what has which colour. */
    private static final Map<String, Integer> BUTTONS =
            Map.of(
                    "username field", 0x1020f0,
                    "password field", 0xf08010,
                    "Sign In button", 0xff00ff,
                    "Add Patient", 0x00a0a0,
                    "Click Save", 0x8080ff,
                    "download button", 0x8000c0,
                    "Calendar", 0xc08040);

    /** Words of a condition, and the colour that shows that it holds. */
    private static final Map<String, Integer> SIGNS =
            Map.of(
                    "login form", 0x1020f0,
                    "error message", 0x800000,
                    "popup", CLOSE,
                    "record saved", 0x006040,
                    "schedule page", LIST,
                    "documents list", 0x604000,
                    "download finished", 0x406080,
                    "calendar", NEXT);

    private static final Pattern URL = Pattern.compile("https?://\\S+");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern FORM = Pattern.compile("name = (.+), birth = (\\S+)");
    private static final Pattern SHOWN = Pattern.compile("appointments of (\\S+) visible");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    private final Seen seen;
    private final String asked;

    /** Actions that it has done for this instruction. */
    private final int done;

    private ClinicModel(Seen seen) {
        this.seen = seen;
        this.asked = seen.words().getFirst();
        this.done =
                (int)
                        Pattern.compile("Done\\.")
                                .matcher(String.join("|", seen.words()))
                                .results()
                                .count();
    }

    static List<Move> answer(Seen seen) {
        var model = new ClinicModel(seen);
        if (seen.acts()) {
            return model.act();
        }
        if (model.asked.startsWith("The condition:")) {
            return List.of(
                    new Move.Say(Json.write(Map.of("holds", model.holds(), "why", "I looked."))));
        }
        return List.of(new Move.Say(model.read()));
    }

    /** A colour of its own for each text, as in clinic/common.html. */
    static int colour(String text) {
        return 0x400000 + (text.hashCode() & 0xffff);
    }

    private boolean holds() {
        if (asked.contains("browser open")) {
            return isOpen();
        }
        if (asked.contains("dashboard")) {
            return seen.shows(INSIDE) && !seen.shows(CLOSE);
        }
        if (asked.contains("record of")) {
            return seen.shows(colour(first(QUOTED)));
        }
        var person = SHOWN.matcher(asked);
        if (person.find()) {
            return seen.shows(colour(person.group(1)));
        }
        return SIGNS.entrySet().stream()
                .anyMatch(it -> asked.contains(it.getKey()) && seen.shows(it.getValue()));
    }

    private List<Move> act() {
        if (asked.contains("Chromium")) {
            return isOpen() ? through() : done % 4 == 0 ? click(28, 748) : List.of(pause());
        }
        if (asked.contains("avigate to")) {
            return goTo(first(URL));
        }
        if (asked.contains("address bar")) {
            return done == 0 ? List.of(key("ctrl+l")) : through();
        }
        if (asked.contains("Close the popup")) {
            return seen.middle(CLOSE).map(at -> List.of(Move.click(at))).orElseGet(this::through);
        }
        if (asked.contains("Fill in the form")) {
            return fill();
        }
        if (asked.contains("by the arrow")) {
            return Json.readObject(read()).get("date").equals(first(DAY)) ? through() : press(NEXT);
        }
        if (asked.contains("Search for") || asked.contains("provider list")) {
            int field = asked.contains("Search for") ? SEARCH : LIST;
            return done == 0 ? enter(field, first(QUOTED), true) : through();
        }
        if (asked.contains("Click on document")) {
            return done == 0 ? press(colour(first(QUOTED))) : through();
        }
        return BUTTONS.entrySet().stream()
                .filter(it -> asked.contains(it.getKey()))
                .map(it -> seen.shows(it.getValue()) ? press(it.getValue()) : gone())
                .findAny()
                .orElseGet(() -> List.of(new Move.Finish(false, "I know nothing like that.")));
    }

    /** What is clicked loses its colour. */
    private List<Move> gone() {
        return done == 0 ? List.of(pause()) : through();
    }

    private List<Move> goTo(String url) {
        if (seen.shows(colour(URI.create(url).getPath()))) {
            return through();
        }
        if (done % 5 != 0) {
            return List.of(pause());
        }
        var place = asked.contains("new tab") && done == 0 ? "ctrl+t" : "ctrl+l";
        var type = new Move.Do("type", Map.of("text", url));
        return List.of(key(place), type, key("Return"));
    }

    private List<Move> fill() {
        var values = FORM.matcher(asked);
        if (!values.find()) {
            throw new AssertionError(asked);
        }
        if (seen.shows(NAME)) {
            return enter(NAME, values.group(1), false);
        }
        return seen.shows(BIRTH) ? enter(BIRTH, values.group(2), false) : gone();
    }

    private List<Move> enter(int field, String text, boolean send) {
        var moves = new ArrayList<Move>(press(field));
        moves.add(new Move.Do("type", Map.of("text", text)));
        if (send) {
            moves.add(key("Return"));
        }
        return moves;
    }

    private List<Move> press(int rgb) {
        return seen.middle(rgb)
                .map(at -> List.of(Move.click(at)))
                .orElseGet(() -> List.of(new Move.Finish(false, "I do not see it.")));
    }

    private List<Move> through() {
        return List.of(Move.finish("It is done."));
    }

    private static List<Move> click(int x, int y) {
        return List.of(Move.click(List.of(x, y)));
    }

    private static Move key(String text) {
        return new Move.Do("key", Map.of("text", text));
    }

    private static Move pause() {
        return new Move.Do("wait", Map.of("duration", 2));
    }

    private String first(Pattern pattern) {
        var found = pattern.matcher(asked);
        if (!found.find()) {
            throw new AssertionError(asked);
        }
        return found.group(found.groupCount());
    }

    /** Most of the screen is white. */
    private boolean isOpen() {
        var picture = seen.picture();
        var pixels = pixels(picture);
        return Arrays.stream(pixels).filter(it -> it == WHITE).count() > pixels.length / 2;
    }

    /** The JSON that the page shows in squares. */
    private String read() {
        var picture = seen.picture();
        int width = picture.getWidth();
        var pixels = pixels(picture);
        int first =
                IntStream.range(0, pixels.length)
                        .filter(it -> pixels[it] == DATA)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no data for: " + asked));
        var bytes = new ByteArrayOutputStream();
        for (int row = first; pixels[row] == DATA; row += 2 * width) {
            int value = 0;
            for (int bit = 1; bit <= 8; bit++) {
                value = value << 1 | (pixels[row + 2 * bit] == 0 ? 1 : 0);
            }
            bytes.write(value);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int[] pixels(BufferedImage picture) {
        int width = picture.getWidth();
        var rgb = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
        return Arrays.stream(rgb).map(it -> it & 0xffffff).toArray();
    }
}
