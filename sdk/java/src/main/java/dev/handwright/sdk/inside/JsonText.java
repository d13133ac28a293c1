package dev.handwright.sdk.inside;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON in and out: maps, lists, strings, Long or BigInteger, Double, booleans, null. Small, because
 * a workflow shall not have to share a library with us.
 */
public final class JsonText {
    private static final int MAX_DEPTH = 200;

    private final String text;
    private int at;
    private int depth;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * @throws BadJson where the text is no JSON
     */
    public static @Nullable Object read(String text) {
        var reader = new JsonText(text);
        var value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.bad("something follows the value");
        }
        return value;
    }

    public static String write(@Nullable Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                out.append('{');
                var separator = "";
                for (var entry : map.entrySet()) {
                    out.append(separator);
                    quote(String.valueOf(entry.getKey()), out);
                    out.append(':');
                    write(entry.getValue(), out);
                    separator = ",";
                }
                out.append('}');
            }
            case Iterable<?> items -> {
                out.append('[');
                var separator = "";
                for (var item : items) {
                    out.append(separator);
                    write(item, out);
                    separator = ",";
                }
                out.append(']');
            }
            case Double number -> out.append(Double.isFinite(number) ? number.toString() : "null");
            case Float number -> out.append(Float.isFinite(number) ? number.toString() : "null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> quote(value.toString(), out);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || (Character.isSurrogate(c) && !paired(text, i))) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean paired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private @Nullable Object value() {
        skipSpace();
        if (at == text.length()) {
            throw bad("a value is missing");
        }
        if (++depth > MAX_DEPTH) {
            throw bad("nested too deeply");
        }
        char c = text.charAt(at);
        var value =
                switch (c) {
                    case '{' -> object();
                    case '[' -> list();
                    case '"' -> string();
                    case 't' -> word("true", true);
                    case 'f' -> word("false", false);
                    case 'n' -> word("null", null);
                    default -> number();
                };
        depth--;
        return value;
    }

    private Map<String, @Nullable Object> object() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        at++;
        skipSpace();
        if (take('}')) {
            return map;
        }
        do {
            skipSpace();
            if (at == text.length() || text.charAt(at) != '"') {
                throw bad("a name in quotes is missing");
            }
            var name = string();
            skipSpace();
            need(':');
            map.put(name, value());
            skipSpace();
        } while (take(','));
        need('}');
        return map;
    }

    private List<@Nullable Object> list() {
        var list = new ArrayList<@Nullable Object>();
        at++;
        skipSpace();
        if (take(']')) {
            return list;
        }
        do {
            list.add(value());
            skipSpace();
        } while (take(','));
        need(']');
        return list;
    }

    private String string() {
        var out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw bad("a closing quote is missing");
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw bad("an unknown escape");
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw bad("four hexadecimal digits are missing");
        }
        try {
            char c = (char) Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            return c;
        } catch (NumberFormatException e) {
            throw bad("four hexadecimal digits are missing");
        }
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        var digits = text.substring(start, at);
        try {
            if (digits.matches("-?\\d{1,18}")) {
                return Long.valueOf(digits);
            }
            if (digits.matches("-?\\d+")) {
                return new BigInteger(digits);
            }
            return new BigDecimal(digits).doubleValue();
        } catch (NumberFormatException e) {
            throw bad("an unknown value");
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw bad("an unknown word");
        }
        at += word.length();
        return value;
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void need(char c) {
        if (!take(c)) {
            throw bad("'" + c + "' is missing");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private BadJson bad(String what) {
        return new BadJson(what + " at character " + (at + 1));
    }

    /** Text that is no JSON. */
    public static final class BadJson extends RuntimeException {
        BadJson(String message) {
            super(message);
        }
    }
}
