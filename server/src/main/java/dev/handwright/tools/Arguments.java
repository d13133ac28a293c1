package dev.handwright.tools;

import dev.handwright.base.Json;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the params of a call. Every getter takes the names that a param may have, and refuses a
 * value that does not fit with a sentence that names the param, the value and what would do. Null
 * counts as left out.
 */
public final class Arguments {
    private static final int SHOWN = 60;
    private static final int PATH_LIMIT = 1000;

    private final Map<String, @Nullable Object> params;
    private final Scaling scaling;

    public Arguments(Map<String, @Nullable Object> params, Scaling scaling) {
        this.params = params;
        this.scaling = scaling;
    }

    /** Between the screen and the pictures that the caller gets and counts in. */
    Scaling scaling() {
        return scaling;
    }

    public Optional<String> text(String... names) throws ActionRefused {
        var name = given(names);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (value(name.get()) instanceof String text) {
            return Optional.of(text);
        }
        throw refused(name.get(), "is no string; give one in quotes");
    }

    public String requiredText(String... names) throws ActionRefused {
        return text(names).orElseThrow(() -> missing(names[0], "give a string"));
    }

    /** Keys as {@code ctrl+a}, or as a list of their names. */
    public List<String> keys(String... names) throws ActionRefused {
        var name =
                given(names)
                        .orElseThrow(() ->
                                missing(names[0], "name a key or a chord, as in Return or ctrl+a"));
        var value = value(name);
        if (value instanceof List<?> list) {
            var keys = new ArrayList<String>();
            for (var item : list) {
                if (!(item instanceof String key) || key.isEmpty()) {
                    throw refused(name, "must hold names of keys, as in [\"ctrl\", \"a\"]");
                }
                keys.add(key);
            }
            if (keys.isEmpty()) {
                throw refused(name, "names no key; name one, as in [\"ctrl\", \"a\"]");
            }
            return keys;
        }
        if (!(value instanceof String chord)) {
            throw refused(name, "is no string; name a key or a chord, as in Return or ctrl+a");
        }
        if (chord.isEmpty()) {
            throw refused(name, "names no key; name one, as in Return or ctrl+a");
        }
        return Keys.split(chord);
    }

    /** Modifiers as {@code ctrl+shift}; none where it is left out. */
    public List<String> modifiers(String... names) throws ActionRefused {
        return given(names).isEmpty() ? List.of() : keys(names);
    }

    public boolean flag(String name, boolean otherwise) throws ActionRefused {
        return switch (value(name)) {
            case null -> otherwise;
            case Boolean flag -> flag;
            default -> throw refused(name, "is neither true nor false; give one of them");
        };
    }

    /** A whole number; {@code 3.0} is one. */
    public OptionalInt whole(int min, int max, String... names) throws ActionRefused {
        var name = given(names);
        if (name.isEmpty()) {
            return OptionalInt.empty();
        }
        var whole = whole(value(name.get()));
        if (whole.isEmpty() || whole.getAsInt() < min || whole.getAsInt() > max) {
            throw refused(name.get(), "must be a whole number from %d to %d".formatted(min, max));
        }
        return whole;
    }

    public Optional<Duration> seconds(int max, String... names) throws ActionRefused {
        var name = given(names);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (value(name.get()) instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() <= max) {
            return Optional.of(Duration.ofNanos((long) (number.doubleValue() * 1e9)));
        }
        throw refused(name.get(), "must be a number of seconds from 0 to %d".formatted(max));
    }

    /** One of the words of an enum, in lower case on the wire. */
    public <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String... names)
            throws ActionRefused {
        var name = given(names);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (var constant : type.getEnumConstants()) {
            if (Words.of(constant).equals(value(name.get()))) {
                return Optional.of(constant);
            }
        }
        throw refused(name.get(), "is not known here; use one of " + Words.list(type));
    }

    /**
     * A point as {@code [x, y]} or {@code {"x": x, "y": y}}; where there is no param of this name,
     * {@code x} and {@code y} beside it.
     *
     * @return on the screen
     */
    public Optional<Point> place(String name) throws ActionRefused {
        if (value(name) != null) {
            return point(name);
        }
        if (value("x") == null && value("y") == null) {
            return Optional.empty();
        }
        var both = new ArrayList<@Nullable Object>();
        both.add(value("x"));
        both.add(value("y"));
        return Optional.of(point("x, y", both));
    }

    public Optional<Point> point(String name) throws ActionRefused {
        var value = value(name);
        return value == null ? Optional.empty() : Optional.of(point(name, value));
    }

    public Point requiredPlace(String name) throws ActionRefused {
        return place(name)
                .orElseThrow(() -> missing(name, "give two whole numbers, as in [100, 200]"));
    }

    /** At least one point, at most 1000. */
    public Optional<List<Point>> path(String name) throws ActionRefused {
        var value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> list) || list.isEmpty() || list.size() > PATH_LIMIT) {
            throw refused(
                    name,
                    "must be a list of 1 to %d points, as in [[100, 200], [300, 200]]"
                            .formatted(PATH_LIMIT));
        }
        var path = new ArrayList<Point>();
        for (int i = 0; i < list.size(); i++) {
            var at = "%s[%d]".formatted(name, i);
            var item = list.get(i);
            path.add(point(at, item == null ? "null" : item));
        }
        return Optional.of(path);
    }

    /** {@code [x0, y0, x1, y1]}: from the first corner up to the second. */
    public Area requiredRegion(String name) throws ActionRefused {
        var form = "give four whole numbers, [x0, y0, x1, y1], as in [0, 0, 200, 100]";
        var value = value(name);
        if (value == null) {
            throw missing(name, form);
        }
        if (!(value instanceof List<?> list) || list.size() != 4) {
            throw refused(name, "is no region; " + form);
        }
        var corners = new int[4];
        for (int i = 0; i < 4; i++) {
            var number = whole(list.get(i));
            if (number.isEmpty()) {
                throw refused(name, "is no region; " + form);
            }
            corners[i] = number.getAsInt();
        }
        var size = scaling.picture();
        int left = corners[0];
        int top = corners[1];
        if (left < 0 || top < 0 || corners[2] > size.width() || corners[3] > size.height()) {
            throw refused(
                    name,
                    "is not inside the screen, which is %dx%d: x is 0 to %d, y is 0 to %d"
                            .formatted(size.width(), size.height(), size.width(), size.height()));
        }
        if (left >= corners[2] || top >= corners[3]) {
            throw refused(name, "has no area; x1 must be greater than x0, and y1 greater than y0");
        }
        return scaling.toScreen(new Area(left, top, corners[2] - left, corners[3] - top));
    }

    /**
     * How a picture is wanted: {@code format}, {@code quality}, {@code cursor}, {@code
     * known_frame}; in the size that the caller counts in.
     */
    public Look look() throws ActionRefused {
        var look =
                Look.PLAIN
                        .withFormat(oneOf(Look.Format.class, "format").orElse(Look.Format.PNG))
                        .withQuality(whole(1, 100, "quality").orElse(Look.DEFAULT_QUALITY))
                        .withCursor(flag("cursor", true));
        var known = text("known_frame");
        if (known.isPresent()) {
            look = look.withKnown(known.get());
        }
        var whole = Scaling.of(scaling.screen()).picture();
        return scaling.picture().equals(whole) ? look : look.withSize(scaling.picture());
    }

    /** What a tool throws when it finds a value unfit by itself. */
    public ActionRefused refused(String name, String why) {
        return new ActionRefused("%s: %s %s".formatted(name, shown(value(name)), why));
    }

    static ActionRefused missing(String name, String remedy) {
        return new ActionRefused("%s: it is missing; %s".formatted(name, remedy));
    }

    static void requireInside(String name, Point point, Scaling.Size size) throws ActionRefused {
        if (point.x() < 0
                || point.y() < 0
                || point.x() >= size.width()
                || point.y() >= size.height()) {
            throw new ActionRefused(
                    "%s %d,%d is outside the screen, which is %dx%d: x is 0 to %d, y is 0 to %d"
                            .formatted(
                                    name,
                                    point.x(),
                                    point.y(),
                                    size.width(),
                                    size.height(),
                                    size.width() - 1,
                                    size.height() - 1));
        }
    }

    /** A value as an error shows it. */
    static String shown(@Nullable Object value) {
        return switch (value) {
            case Double number when !Double.isFinite(number) -> String.valueOf(number);
            case String text -> "'" + shortened(text) + "'";
            case List<?> list when list.size() > SHOWN -> "a list of " + list.size() + " values";
            case null, default -> shortened(Json.write(value));
        };
    }

    static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private Point point(String name, Object value) throws ActionRefused {
        Optional<Point> point =
                switch (value) {
                    case List<?> list when list.size() == 2 -> pair(list.get(0), list.get(1));
                    case Map<?, ?> map -> pair(map.get("x"), map.get("y"));
                    default -> Optional.empty();
                };
        return onScreen(name, point.orElseThrow(() -> noPoint(name, shown(value))));
    }

    private Point onScreen(String name, Point point) throws ActionRefused {
        requireInside(name + ":", point, scaling.picture());
        return scaling.toScreen(point);
    }

    private ActionRefused noPoint(String name, String shown) {
        return new ActionRefused(
                "%s: %s is no point; give two whole numbers, x from 0 to %d and y from 0 to %d"
                        .formatted(
                                name,
                                shown,
                                scaling.picture().width() - 1,
                                scaling.picture().height() - 1));
    }

    private static Optional<Point> pair(@Nullable Object x, @Nullable Object y) {
        var wholeX = whole(x);
        var wholeY = whole(y);
        return wholeX.isPresent() && wholeY.isPresent()
                ? Optional.of(new Point(wholeX.getAsInt(), wholeY.getAsInt()))
                : Optional.empty();
    }

    private static OptionalInt whole(@Nullable Object value) {
        return value instanceof Number number && number.doubleValue() == number.intValue()
                ? OptionalInt.of(number.intValue())
                : OptionalInt.empty();
    }

    private @Nullable Object value(String name) {
        return params.get(name);
    }

    private Optional<String> given(String... names) {
        for (var name : names) {
            if (params.get(name) != null) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
