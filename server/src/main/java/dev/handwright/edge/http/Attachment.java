package dev.handwright.edge.http;

import java.nio.charset.StandardCharsets;

/** The header Content-Disposition of a file to be saved (RFC 6266, names as RFC 8187 says). */
final class Attachment {
    private static final String UNESCAPED = "!#$&+-.^_`|~";

    private Attachment() {}

    /**
     * @param name without control characters
     */
    static String named(String name) {
        var fallback = new StringBuilder();
        name.codePoints()
                .forEach(c ->
                        fallback.append(
                                c >= ' ' && c < 0x7f && "\"\\%".indexOf(c) < 0 ? (char) c : '_'));
        return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(fallback, escape(name));
    }

    private static String escape(String name) {
        var escaped = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c)) {
                escaped.append(c);
            } else {
                escaped.append("%%%02X".formatted((int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || UNESCAPED.indexOf(c) >= 0;
    }
}
