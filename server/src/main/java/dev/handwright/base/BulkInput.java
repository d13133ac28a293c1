package dev.handwright.base;

import java.io.IOException;
import java.io.InputStream;

/** A stream whose every reading goes through the one method for many bytes. */
public abstract class BulkInput extends InputStream {
    @Override
    public final int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] into, int at, int length) throws IOException;
}
