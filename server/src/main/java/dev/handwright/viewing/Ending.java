package dev.handwright.viewing;

import java.util.Arrays;
import java.util.Optional;

/** Why a viewer was closed; codes of the WebSocket protocol, those from 4000 our own. */
public enum Ending {
    BROKEN(1002, "what was sent is no RFB that is taken here"),
    STOPPING(1012, "the server is stopping"),
    TOO_MANY(1013, "too many people watch this desktop"),
    REVOKED(4001, "this session was ended"),
    SCREEN_GONE(4002, "the desktop's screen has gone"),
    TOO_LONG(4003, "this link has been watched for as long as allowed");

    private final int code;
    private final String reason;

    Ending(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** That of a code; empty where it is none of ours. */
    public static Optional<Ending> of(int code) {
        return Arrays.stream(values()).filter(it -> it.code == code).findFirst();
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
