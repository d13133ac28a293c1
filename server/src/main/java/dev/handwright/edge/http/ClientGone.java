package dev.handwright.edge.http;

import dev.handwright.base.BulkInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The client ended the connection, sends what is no body, or is silent for too long. Any other
 * {@code IOException} is a failure of ours.
 */
final class ClientGone extends IOException {
    private ClientGone(IOException cause) {
        super(cause);
    }

    /** What the client sends. */
    static InputStream whereBroken(InputStream in) {
        return new BulkInput() {
            @Override
            public int read(byte[] into, int at, int length) throws ClientGone {
                try {
                    return in.read(into, at, length);
                } catch (IOException e) {
                    throw new ClientGone(e);
                }
            }
        };
    }

    /** What the client is sent. */
    static OutputStream whereBroken(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int one) throws ClientGone {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int at, int length) throws ClientGone {
                try {
                    out.write(bytes, at, length);
                } catch (IOException e) {
                    throw new ClientGone(e);
                }
            }

            @Override
            public void flush() throws ClientGone {
                try {
                    out.flush();
                } catch (IOException e) {
                    throw new ClientGone(e);
                }
            }
        };
    }
}
