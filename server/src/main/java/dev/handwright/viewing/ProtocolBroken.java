package dev.handwright.viewing;

import java.io.IOException;

/** Bytes that are no RFB, or more than we take; the connection ends. */
final class ProtocolBroken extends IOException {
    ProtocolBroken(String message) {
        super(message);
    }
}
