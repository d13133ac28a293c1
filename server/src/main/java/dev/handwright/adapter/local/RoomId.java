package dev.handwright.adapter.local;

import java.util.regex.Pattern;

/** Names a room: {@code dsk_…} a desktop, {@code sbx_…} a sandbox. Safe as a file name. */
public record RoomId(String value) {
    private static final Pattern FORM = Pattern.compile("(dsk|sbx)_[0-9a-z]{8,40}");

    public RoomId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a room is called dsk_ or sbx_ and 8 to 40 digits and small letters");
        }
    }

    public boolean isDesktop() {
        return value.startsWith("dsk_");
    }

    @Override
    public String toString() {
        return value;
    }
}
