package dev.handwright.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive connection that sends the same bytes again and again; as little work as can be, as
 * client and server share the processors.
 */
final class HttpClientLine implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] request;
    private byte[] body = {};

    HttpClientLine(int port, byte[] request) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.out = socket.getOutputStream();
        this.in = new BufferedInputStream(socket.getInputStream(), 4096);
        this.request = request;
    }

    /** Sends, reads the whole answer, and gives its status. */
    int exchange() throws IOException {
        return exchange(request);
    }

    /** The same with another request. */
    int exchange(byte[] request) throws IOException {
        out.write(request);
        int status = 0;
        int length = 0;
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (status == 0) {
                status = Integer.parseInt(line.substring(9, 12));
            } else if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        body = in.readNBytes(length);
        return status;
    }

    /** Of the last answer. */
    byte[] body() {
        return body;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** A POST of JSON. */
    static byte[] post(String path, String key, String json) {
        var body = json.getBytes(StandardCharsets.UTF_8);
        return ("POST %s HTTP/1.1\r\nHost: localhost\r\nx-api-key: %s\r\n"
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(path, key, body.length, json)
                .getBytes(StandardCharsets.UTF_8);
    }
}
